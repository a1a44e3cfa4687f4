"""The kinds of finding: their stable codes, and the parts that are the same for every one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from auditkit.finding import Finding, Severity
from auditkit.grid import Source


@dataclass(frozen=True, slots=True)
class FindingKind:
    """What a code stands for; `effect` and `recommendation` hold unless a finding says more."""

    code: str
    title: str
    severity: Severity
    criteria: str
    effect: str
    recommendation: str


_REVIEW = "财预〔2015〕88号对绩效目标审核的要求（完整性、相关性、适当性、可行性；条文未核对）"
_FORM = "申报表格式要求任务预算列明合计及其中的财政资金"
_REPEATABLE = "绩效评价应依据充分、口径一致、结果可复核"

_PUBLISHED = "部门决算应真实、准确、完整并依法公开（预算法第十四条、第七十五条；条文未核对）"
_TIED = "决算报表各项数字之间、报表与说明之间应当相符（部门决算管理办法；条文未核对）"
_SELF = "绩效自评应客观、真实，得分按评分规则由完成值算出（财预〔2020〕10号；条文未核对）"

KINDS: dict[str, FindingKind] = {
    kind.code: kind
    for kind in (
        FindingKind(
            "S01", "任务预算合计未填", "一般", _FORM,
            "部门整体支出规模无法与预算批复直接核对。",
            "补填合计数，并与部门预算批复核对一致。",
        ),
        FindingKind(
            "S02", "任务预算合计与各项之和不符", "严重", _FORM,
            "合计或某项任务的金额有误，绩效目标对应的资金规模不实。",
            "逐项核对任务预算，更正有误的金额或合计。",
        ),
        FindingKind(
            "S03", "财政资金大于预算合计", "严重", _FORM,
            "财政资金是预算合计的一部分，大于合计表明金额填报有误。",
            "核对该任务的资金来源，更正金额。",
        ),
        FindingKind(
            "S04", "指标值空白", "重要", f"{_REVIEW}：绩效指标应有明确的指标值",
            "指标没有目标，年度终了无从评价，其权重落空。",
            "补充可衡量的指标值；确不适用的，说明理由后删除该指标。",
        ),
        FindingKind(
            "S05", "指标值为“-”", "重要", f"{_REVIEW}：绩效指标应有明确的指标值",
            "指标没有目标，年度终了无从评价，其权重落空。",
            "补充可衡量的指标值；确不适用的，说明理由后删除该指标。",
        ),
        FindingKind(
            "S06", "有算式的指标只设文字指标值", "一般", f"{_REVIEW}：能量化的应当量化",
            "申报表印有比率算式，却只要求“完整”“合规”之类，达标界限由规则包代定。",
            "把指标值改为具体比率，如“=100%”。",
        ),
        FindingKind(
            "S07", "定量指标值没有算式", "一般", f"{_REPEATABLE}；{_REVIEW}",
            "同一指标可有多种算法，实际值由填报人自定，无法复算。",
            "在指标说明中写明计算公式、数据来源和取数时点。",
        ),
        FindingKind(
            "S08", "表内名称或口径不一致", "一般", _REPEATABLE,
            "同一事项用了不同名称，容易取错数据。",
            "统一指标、算式和说明中的名称。",
        ),
        FindingKind(
            "S09", "指标名称是占位文字", "重要", f"{_REVIEW}：绩效指标应具体、相关",
            "指标没有实际内容，无法反映履职效果。",
            "改为具体的改革、创新事项，并设定可衡量的指标值。",
        ),
        FindingKind(
            "S10", "大额任务没有对应的绩效指标", "重要",
            f"{_REVIEW}：绩效指标应与任务和预算匹配",
            "大额资金的产出和效果没有指标衡量。",
            "为该任务设定产出、效果指标，或说明由哪一项指标衡量。",
        ),
        FindingKind(
            "S11", "申报表与规则包的算式不同", "重要", _REPEATABLE,
            "同一指标按两种口径计算，结果可能不同；本次按规则包计算。",
            "查明口径差异的原因，确认应当采用的算式。",
        ),
        FindingKind(
            "S12", "印出的算式无法识读", "一般", _REPEATABLE,
            "申报表虽印有算式，但所用名称不明，无法照算。",
            "更正算式中的名称，使之与数据项一致。",
        ),
        FindingKind(
            "R01", "未达到指标值", "重要",
            "部门申报的年度绩效指标值（文字指标值按规则包规定的数值）",
            "年度绩效目标未完全实现。",
            "查明未达标的原因，提出改进措施，并在下年度目标和预算安排中予以考虑。",
        ),
        FindingKind(
            "R02", "缺少计算所需的数据", "重要", _REPEATABLE,
            "指标无法计算，不计入得分，评价结论的依据不完整。",
            "补充所缺数据及其出处后重新评价。",
        ),
        FindingKind(
            "R03", "分母为零或负数，不可比", "提示", _REPEATABLE,
            "以零或负数为分母（基数）的比率没有意义，指标不计入得分。",
            "变动率改用增减额评价；没有样本、计划或发生额的，补做或说明理由。",
        ),
        FindingKind(
            "R04", "达标与否落在四舍五入误差之内", "提示", _REPEATABLE,
            "数据按四舍五入印出，精确数据可能使结论相反。",
            "取得未经四舍五入的数据（精确到元）后重新计算。",
        ),
        FindingKind(
            "R05", "实际值大幅优于指标值", "一般",
            "指标值应适当、可行；明显偏低的目标不能反映绩效",
            "指标值可能定得过于宽松，或者数据、口径有变化。",
            "查明原因；目标偏低的，下年度提高指标值。",
        ),
        FindingKind(
            "R06", "样本过少，或抽样误差跨过指标值", "一般", _REPEATABLE,
            "样本偏少，抽样误差的范围跨过指标值，满意度是否达标不能断定。",
            "扩大样本、说明抽样方法后再作结论。",
        ),
        FindingKind(
            "R07", "定性指标尚未评定", "一般", _REPEATABLE,
            "指标不计入得分，评价结论的依据不完整。",
            "按评价标准逐条评定并附佐证材料。",
        ),
        FindingKind(
            "C01", "填报数与公开决算不一致", "重要", _PUBLISHED,
            "评价所用的数与部门公开的决算不同，指标的结果可能因此改变；本次按填报数计算。",
            "查明差异的原因：口径不同的说明口径，填错的更正填报数，决算有误的请部门更正公开。",
        ),
        FindingKind(
            "C02", "决算报表勾稽不符", "重要", _TIED,
            "合计、分项或两张表至少有一处数字有误，据以计算的指标不可靠。",
            "与部门核对原始决算报表，更正有误的数字后重新公开。",
        ),
        FindingKind(
            "C03", "印出的比率与金额不符", "一般", _TIED,
            "按印出的金额计算得不出印出的百分比，超出四舍五入的范围，比率或金额有误。",
            "按决算金额重新计算比率，更正说明文字。",
        ),
        FindingKind(
            "C04", "决算说明的文字与报表矛盾", "重要", _TIED,
            "同一事项在文字与表中数字不同，使用者无从判断以何者为准；本次以表为准，表中没有的才取文字。",
            "核对后统一文字与表，或写明两者口径的差别。",
        ),
        FindingKind(
            "C05", "公开文字的疏漏", "提示", _PUBLISHED,
            "照抄范本、名称不一或漏印符号，降低公开信息的可信度，也容易误读。",
            "逐处校对后更正公开文字。",
        ),
        FindingKind(
            "C06", "百分比截去尾数而未四舍五入", "提示", _TIED,
            "印出的百分比比四舍五入的结果小一个末位，不影响金额。",
            "按四舍五入印出百分比。",
        ),
        FindingKind(
            "C07", "决算报表的合计未填", "一般", _TIED,
            "分项有数而合计空白，合计与分项无法核对，依赖合计的数据项取不到数。",
            "补填合计并与各分项核对。",
        ),
        FindingKind(
            "E01", "自评得分无法复算", "重要", _SELF,
            "已知的评分规则和取舍办法都得不出印出的得分，自评总分不可靠。",
            "请部门说明该项得分的计算依据；没有依据的，按评分规则更正得分和总分。",
        ),
        FindingKind(
            "E02", "印出的预算执行率与金额不符", "重要", _SELF,
            "按印出的金额计算得不出印出的执行率，超出四舍五入的范围，执行率或金额有误。",
            "核对预算数和执行数，重新计算执行率及其得分。",
        ),
        FindingKind(
            "E03", "自评表的合计与各项之和不符", "重要", _SELF,
            "总分或某一项有误，自评等级可能因此改变。",
            "逐项核对分值和得分，更正合计。",
        ),
        FindingKind(
            "E04", "自评得分明显高于预算执行（红色预警）", "重要",
            "预算绩效管理平台的自评虚高预警规则：(S/90−B/10)/(S/90)不超过5%（公开文件所载，条文未核对）",
            "预算执行得分低而指标得分高，自评可能虚高，或者指标值定得过低。",
            "对照佐证材料逐项复核指标得分；属于节约资金的，说明节约的原因。",
        ),
        FindingKind(
            "E05", "预算执行偏低（黄色预警）", "提示",
            "预算绩效管理平台的预警规则：未执行的预算不超过20%，预算不为0（公开文件所载，条文未核对）",
            "资金闲置，或者预算编制不准。",
            "查明未执行的原因，在下年度预算安排中予以考虑。",
        ),
        FindingKind(
            "E06", "得分超出分值范围", "重要", _SELF,
            "一项得分应在0与其分值之间，超出的部分使总分不实。",
            "更正该项的得分或分值，并重新计算总分。",
        ),
        FindingKind(
            "E07", "未达到指标值却得满分", "重要", _SELF,
            "未完成的指标没有扣分，自评总分偏高。",
            "按评分规则扣减得分，更正总分，并补写偏差原因和改进措施。",
        ),
    )
}  # fmt: skip


def finding_of(
    code: str,
    subject: str,
    condition: str,
    evidence: Iterable[Source],
    *,
    criteria: str = "",
    effect: str = "",
    money: float | None = None,
) -> Finding:
    """A finding of that kind; `criteria` and `effect` replace its own, evidence is listed once."""
    kind = KINDS[code]
    return Finding(
        code,
        kind.title,
        kind.severity,
        subject,
        criteria or kind.criteria,
        condition,
        effect or kind.effect,
        kind.recommendation,
        tuple(dict.fromkeys(evidence)),
        money=money,
    )
