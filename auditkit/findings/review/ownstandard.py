"""Targets in words that are their own standard: 零事故, 每月不少于2次, B+级及以上, 高于全省平均."""

from __future__ import annotations

import re

from auditkit.form.declaration import DeclaredIndicator, Further
from auditkit.formula.target import parse_target

_PLACES = "全国|全省|全[市区县州旗盟]|本[省市区县]|当地|同期|同比|上[一]?年|去年|往年|以前年度|平均"
_COMPARED = "[不未]?[高低优好快慢大小多少]于|[不未]?超[过出]|持平|达到|不[低高少]于"
_NONE_OF_IT = (
    r"(?:确保|保证|实现|力争|做到)?(?:全年)?(?:"
    r"[零0〇][\u4e00-\u9fff]{1,8}|(?:动态)?[清归]零|[\u4e00-\u9fff]{0,8}为?[零0〇]"
    r"|(?:杜绝|避免|不再?|未再?|没有|无)(?:发生|出现|新增)[^，。；]{0,14}"
    r"|(?:杜绝|无|没有)[^，。；]{0,10}(?:事故|事件|案件|投诉|上访|违[法规纪]行为|拖欠|返贫|差错|伤亡|死亡))"
)
_GRADE = (
    r"[^，。；]{0,10}?(?:[A-Ea-e]{1,5}[+-]?|[0-9一二三四五甲乙丙丁特优良ⅠⅡⅢⅣⅤ]|优秀|良好|合格|中等|达标)"
    r"(?:级|等级?|档|星级?|类|等次)?[及或含]?以上(?:等次|等级|标准|水平)?"
)
_OF_GRADE = (
    r"(?:达到?|不低于)?[^，。；]{0,8}?(?:[A-Ea-e]{1,5}[+-]?|[0-9一二三四五甲乙丙ⅠⅡⅢⅣⅤ])"
    r"(?:级|星级|类)(?:标准|资质|认证|要求)?"
)
_OFTEN = (
    r"[每按逐]个?(?:工作日|季度|半年|学期|[年月周季旬天日])[\u4e00-\u9fff]{0,8}?[≥>]?\d+"
    r"(?:人次|[次场期篇个件份批项条起天人])(?:[及或含]?以[上下内])?"
)
# A day that comes again: 每月15日前, 次月10日前发放到位, 每周五前, 每季度末.
_AGAIN = (
    r"[于在]?(?:每个?(?:季度|半年|学期|学年|[年月周季旬日天])|[次当][年月日])[\u4e00-\u9fff]{0,4}?"
    r"(?:\d{1,2}月(?:\d{1,2}[日号]|[底末])?|\d{1,2}[日号时点]|[底末]|(?<=周)[一二三四五六日])"
    r"(?:[之以]?前|内)?[\u4e00-\u9fff]{0,8}"
)
# Due once in each period: 按月发放, 每季度足额拨付到位. 每月及时发放 is a matter of judgement.
_EVERY = (
    r"[按逐每]个?(?:季度?|半年|学期|学年|年度?|[月周旬日天])(?:足额|全额|据实|统一|集中)?"
    r"(?:发放|拨付|支付|兑[付现]|缴[纳存费]|结算|结清|清算|报送|上报|通报|发布|公布|公开)(?:到位|到人|完毕|一次)?"
)
# 上半年、下半年各一次; 春秋两季各2次.
_EACH = (
    r"[\u4e00-\u9fff、和]{2,12}各[\u4e00-\u9fff]{0,4}?"
    r"(?:\d+|[一二两三四五六七八九十]+)(?:人次|[次场期轮遍批份项])"
)
# What it has to come up to is laid down elsewhere, by name.
_LAID_DOWN = (
    r"(?:达到?|符合|满足)(?:相关|有关)?(?:国家级?|行业|设计|地方|省级?)"
    r"(?:规定)?的?(?:质量|防洪|技术)?(?:标准|规范|要求)"
    r"|(?:按照?|依照|执行)(?:国家级?|行业|省级?|上级)(?:规定|统一)?的?[\u4e00-\u9fff]{0,4}?标准"
    r"(?:执行|发放|落实|支付|拨付|兑现)?"
)
_DASH, _PERIOD = re.compile("[-—–－/]+"), re.compile("实施期|中长?期|长期|全周期|项目期|存续期")
_ASKED_IN_VAIN = re.compile("(?:社会|生态|环境)成本")
_NO_SUCH = ("无", "不涉及", "不适用", "无此项")
_ITSELF = re.compile(
    rf"{_NONE_OF_IT}|{_GRADE}|{_OF_GRADE}|{_OFTEN}|{_AGAIN}|{_EVERY}|{_EACH}|{_LAID_DOWN}"
)
# 信访量｜同比下降: the year before is the standard of what is measured.
_MOVES = re.compile(
    "(?:同比|环比|[较比](?:上一?年|去年|往年))(?:有所|稳步)?"
    "(?:下降|减少|降低|增长|增加|提高|提升|上升)"
)
# 湖泊水域面积｜不减少: of what is measured, last year's figure is the standard.
_NO_LESS = re.compile("(?:只增)?不(?:减少?|增加?|下降|降低)|不升高|零增长")
_MEASURED = re.compile("(?:面积|数量|总量|人数|户数|[率量数])$")
_AGAINST = re.compile(rf"(?:{_COMPARED})[^，。；]{{0,12}}(?:{_PLACES})|(?:{_PLACES}).{{0,6}}持平")
_ONLY_COMPARES = re.compile(r"[不未]?(?:[高低优大小多少]于|超[过出])")


def is_its_own_standard(target: str, name: str) -> bool:
    """Whether a target in words can be checked as it stands, without criteria beside it.

    >>> is_its_own_standard("不发生", "规模性返贫"), is_its_own_standard("不断增强", "民族团结意识")
    (True, False)
    >>> is_its_own_standard("按月发放", "补助"), is_its_own_standard("按时发放", "补助")
    (True, False)
    >>> is_its_own_standard("按国家标准执行", "抚恤金"), is_its_own_standard("按标准执行", "抚恤金")
    (True, False)
    >>> is_its_own_standard("不减少", "湖泊水域面积"), is_its_own_standard("不减少", "社会影响")
    (True, False)
    """
    text = re.sub(r"\s", "", target).strip("。；;，")
    if _ONLY_COMPARES.fullmatch(text):
        # 脱贫人口收入增速（高于当地农民收入增速）｜高于
        return text in name and not name.endswith(text)
    if (_NO_LESS.fullmatch(text) or _MOVES.fullmatch(text)) and _MEASURED.search(name):
        return True
    if text == "无":
        return True  # of some harm; beside any other name it is no target
    return bool(_ITSELF.fullmatch(text) or _AGAINST.search(text))


def _is_of_period(one: Further) -> bool:
    return bool(_PERIOD.search(one.heading)) and parse_target(one.text).kind != "none"


def is_said_not_to_be(indicator: DeclaredIndicator) -> bool:
    """Whether the form says that there is no such cost.

    社会成本 and 生态环境成本 are asked of every project, of most in vain. Nor is there anything due
    of what the whole period alone has a target for, where the year's is a dash.
    """
    if _DASH.fullmatch(indicator.target.text) and any(map(_is_of_period, indicator.further)):
        return True
    asked = f"{indicator.level2}{indicator.name}"
    return indicator.target.text.strip("。") in _NO_SUCH and bool(_ASKED_IN_VAIN.search(asked))
