"""Passages of the text read word by word: every amount by the words before it, in any order.

What the patterns of whole sentences do not know is read here, for facts alone and never to accuse:
an amount counts only where each word between it and its subject is known, and where the change and
the rate that stand beside it agree with it. All else is left to be told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditkit.facts.accounts.comparisons import is_of_others
from auditkit.facts.accounts.figures import Figure, figure
from auditkit.facts.accounts.passagefigures import Said
from auditkit.facts.accounts.prose import BREAK, Prose
from auditkit.facts.accounts.statement import Statement
from auditkit.facts.accounts.threetext import THREE_PART
from auditkit.facts.accounts.topics import TOTALS

_CLAUSE = re.compile(r"(?:\(境\)|[^,;。()¶]|(?<=\d),(?=\d{3}(?!\d)))+|[,;。()¶]")
_TOKEN = re.compile(
    r"(?:人民币)?(?<!\d)(?<!\d[,.])(?P<amount>-?\d[\d,]*(?:\.\d+)?)(?P<unit>万元|亿元|元|万(?!元))整?"
    r"|(?<!\d)(?<!\d[,.])(?P<percent>\d[\d,]*(?:\.\d+)?)(?:%|个百分点)"
)
_SCOPES = (
    ("机关运行经费", re.compile("(?:机关|机构)运行经费")),
    ("“三公”经费", re.compile("三公经费")),
    ("分项", THREE_PART),
    ("政府采购", re.compile("政府采购|实际采购")),
    ("财政拨款支出", re.compile("(?<!基金预算)(?<!经营预算)(?<!基金)财政拨款支出")),
    (
        "收入支出总计",
        re.compile(f"(?<!拨款)(?:{TOTALS}|收入总计|(?:收入支出|收支)总额)|总收入|总支出"),
    ),
)
_PURCHASED = {
    "goods": re.compile("货物(?:类)?(?:采购)?"),
    "works": re.compile("工程(?:类)?(?:采购)?"),
    "services": re.compile("服务(?:类)?(?:采购)?"),
}
_PLANNED = {
    "机关运行经费": "机关运行经费预算数",
    "“三公”经费": "三公经费预算数",
    "政府采购": "政府采购预算数",
}
_RISE, _FALL = "多支出|增加|增长|上升|提高|增支|增", "少支出|减少|下降|降低|减支|节约|压减|减"
_WAY = re.compile(rf"(?P<rise>{_RISE})|(?P<fall>{_FALL})")
_DELTA = re.compile(rf"(?:{_RISE}|{_FALL})了?(?:额|数|金额|支出|幅|度)*为?$")
_REACHED = re.compile(rf"(?:{_RISE}|{_FALL})?(?:到|至)了?$")
_LAST = "上年度?|上一年度?|去年|LAST年度?|同比"
_REASON = re.compile(
    "(?:增减|变动|变化|差异|增加|减少|下降)*(?:的)?(?:主要)?(?:原因|由于|因为|是因|系|主要是)|主要"
)
# Every word that may stand between a subject and its amount.
_KNOWN = re.compile(
    rf"20\d\d年度?|上年度?|上一年度?|去年|本年度?|当年|全年|年度|同期|年末|财政拨款|一般公共预算|财政|拨款|"
    rf"{_RISE}|{_FALL}|支出|决算|预算|执行|完成|实际|发生|使用|安排|开支|经费|费用|资金|合同|总?金额|总额|总计|合计|共计|累计|"
    r"年初|调整后?|相比|对比|相较|同比|比较|增减|其中|情况|总体|本部门|本单位|我单位|我部门|我局|部门|单位|"
    r"[数额为是各均约共的由从到至了较比与和同占即用幅度按上、]|\d[.、]|[一二三四五六七八九十]{1,3}[、.]"
)  # fmt: skip
# What takes a sentence's subject up again behind a clause that gives reasons alone.
_ASIDE = re.compile("因|由于|根据|按照|经|追加|年中")
_SPENT_AT_LAST = re.compile("(?:实际)?(?:支出)?(?:决算|支出)(?:数|总额)?为?")
_PLAN = re.compile("(?<!公共)(?<!基金)(?<!经营)预算")


def read_passages(prose: Prose, year: int | None, *, budget: bool = False) -> Iterator[Statement]:
    """What the passages say of each subject, in the order of the text.

    `budget` says that the text is that of a 部门预算: its amounts of the year are planned.
    """
    if year is None:
        return
    start = 0
    headings = dict(prose.headings)
    for at in [*(i for i, char in enumerate(prose.text) if char == BREAK), len(prose.text)]:
        yield from _Passage(prose, year, headings.get(start - 1, ""), budget).read(start, at)
        start = at + 1


class _Passage:
    """The state of reading between two headings: subject, basis of comparison, plan or spent."""

    def __init__(self, prose: Prose, year: int, heading: str, budget: bool) -> None:
        self.prose, self.year, self.budget = prose, year, budget
        self.last = re.compile(_LAST.replace("LAST", str(year - 1)))
        self.scope, self.item = _scope_of(heading)[:2]
        self.named = bool(self.scope)
        self.basis = ""
        self.mode = ""
        self.main, self.whole = ("", ""), ""
        self.amounts = self.aside = False
        self.said: dict[tuple[str, str], Said] = {}

    def read(self, start: int, stop: int) -> Iterator[Statement]:
        """The statements of the text between two places."""
        reason = False
        depth, outside = 0, (self.scope, self.item, self.basis)
        for clause in _CLAUSE.finditer(self.prose.text, start, stop):
            text = clause[0]
            if len(text) == 1 and text in ",;。()":
                depth = max(0, depth + (text == "(") - (text == ")"))
                if text == "(":
                    outside = self.scope, self.item, self.basis
                elif text == ")":
                    self.scope, self.item, self.basis = outside
                if text in ";。":
                    reason, self.basis = False, ""
                if text == "。":
                    self._next_sentence()
                continue
            reason = reason or bool(_REASON.match(text))
            if not reason:
                self._clause(text, clause.start(), depth > 0)
        for (subject, item), said in self.said.items():
            if figures := said.sound():
                yield from self._statements(subject, item, said, figures)

    def _next_sentence(self) -> None:
        """A sentence of the name alone heads the next; after its parts the whole may go on."""
        whole = self.said.get(("“三公”经费", ""))
        if self.scope == "分项" and self.amounts and whole and "now" not in whole.figures:
            self.scope, self.item, self.named = "“三公”经费", "", True
        else:
            self.named = self.named and not self.amounts
        self.main, self.amounts = ("", ""), False

    def _statements(
        self, subject: str, item: str, said: Said, figures: dict[str, Figure]
    ) -> Iterator[Statement]:
        words = said.words | ({"item": item} if item else {})
        source = self.prose.source(said.at, said.end)
        quote = self.prose.quote(said.at, said.end)
        now = figures.get("now")
        if self.budget:
            planned = figures.get("budget")
            if planned is not None and subject in _PLANNED:
                yield Statement(_PLANNED[subject], {"now": planned}, {}, words, quote, source)
            return
        if now is not None:
            figures = {**figures, "final": now, "total": now}
        name = {"分项": "“三公”经费分项"}.get(subject, subject)
        # What the patterns of sentences say of the whole stands in its own statement.
        change = {"“三公”经费": "“三公”经费变动", "财政拨款支出": "财政拨款支出变动"}.get(subject)
        needs = {"分项": {"now"}, "财政拨款支出": {"now", "budget"}}.get(subject, set())
        if needs <= figures.keys():
            yield Statement(name, figures, {}, words, quote, source)
        if change and {"delta", "before"} & figures.keys():
            yield Statement(change, figures, {}, words, quote, source)

    def _clause(self, text: str, at: int, inside: bool) -> None:
        tokens = list(_TOKEN.finditer(text))
        self._compare(text[: tokens[0].start()] if tokens else text)
        before = 0
        for token in tokens:
            self._token(token, text[before : token.start()], at, inside)
            before = token.end()

    def _compare(self, head: str) -> None:
        """Takes up what a clause compares with: the year before, the plan, another year."""
        if self.last.search(head):
            planned = re.search(rf"(?:{self.last.pattern})(?:年初)?预算", head)
            self.basis = "other" if planned else "last"
        elif re.search(r"[较比与同](?:20\d\d年度?)?(?:年初|全年|调整后?)?预算", head):
            self.basis = "plan"
        elif (years := re.findall(r"(20\d\d)年", head)) and int(years[-1]) != self.year:
            self.basis = "other"
        name, item, _, _ = _scope_of(head)
        if name:
            self.scope, self.item, self.named = name, item, True

    def _token(self, token: re.Match[str], context: str, at: int, inside: bool) -> None:
        name, item, start_of, end = _scope_of(context)
        if name:
            self.scope, self.item, self.named = name, item, True
            self.whole = "" if item else name
            # 全省机关运行经费 is not the department's.
            begins = at + token.start() - len(context) + start_of
            self.scope = "" if is_of_others(self.prose.text, begins) else name
        lead = context[end:].replace(":", "")
        part = ""
        if self.scope == "政府采购":
            for role, named in _PURCHASED.items():
                if found := named.search(lead):
                    part, lead = role, lead[found.end() :]
            lead = lead.replace("采购", "")
        self.amounts = True
        if not self.scope and self.aside and _SPENT_AT_LAST.fullmatch(lead):
            self.scope = self.whole
        key = (self.scope, self.item)
        if not self.scope or _KNOWN.sub("", lead):
            self.scope = self.scope if token["percent"] else ""
            self.aside = self.named and _ASIDE.match(lead) is not None
            behind = self.basis == "last" and _WAY.search(lead) is not None
            if not (behind and self.main in self.said) or _KNOWN.sub("", lead):
                return
            key = self.main
            self.said[key].unsure = True
        start, stop = at + token.start(), at + token.end()
        if token["percent"]:
            compared = self.basis == "last" and _WAY.search(lead) and not inside
            if compared and not part and key in self.said:
                self.said[key].rates.append(float(token["percent"].replace(",", "")))
            return
        role = self._role(lead, context, inside and not part and not item)
        if key != (self.scope, self.item) and role != "delta":
            return
        if role in ("now", "budget") and not self.named and not part:
            self.scope = ""
            return
        unit = {"万": "万元"}.get(token["unit"], token["unit"])
        source, quote = self.prose.source(start, stop), self.prose.quote(start, stop)
        number = figure(token["amount"], unit, source, quote)
        if not role or number is None or (part and role != "now"):
            return
        said = self.said.setdefault(key, Said(start, stop))
        said.end = max(said.end, stop)
        if role == "delta":
            said.words["way"] = "减少" if _falls(lead) else "增加"
        if role == "budget":
            kind = re.search("年初|全年|调整", lead)
            if kind and kind[0] != "年初" and "budget" in said.figures:
                return
            said.words.setdefault("which", kind[0] if kind else "")
        said.put(part or role, number)
        if role == "now" and not part and not self.main[0]:
            self.main = key

    def _role(self, lead: str, context: str, inside: bool) -> str:
        """What an amount is, by the words before it; "" where they do not say."""
        years = [int(y) for y in re.findall(r"(20\d\d)年", context)]
        last = bool(self.last.search(context))
        last = last or (inside and not lead and self.basis == "last")
        if _DELTA.search(lead):
            return "delta" if self.basis == "last" else ""
        if inside and not last and not _PLAN.search(lead):
            return ""
        if _REACHED.search(lead):
            return "now"
        if lead.endswith(("由", "从")) and self.basis == "last":
            return "before"
        if last or (years and years[-1] == self.year - 1):
            return "" if _PLAN.search(lead) else "before"
        if years and years[-1] != self.year:
            return ""
        if _PLAN.search(lead):
            if not inside and not re.search("完成|[占为]", lead):
                self.mode = "plan"
            return "budget"
        if self.budget:
            return "" if re.search("决算|实际|发生|执行|完成", lead) else "budget"
        spent = re.search("决算|支出|实际|发生|执行|开支|使用", lead)
        if spent or re.search("实际|决算", context):
            self.mode = "spent"
            return "now"
        if self.scope == "分项" and self.mode != "spent":
            return ""
        return "now" if self.mode != "plan" else ""


def _scope_of(text: str) -> tuple[str, str, int, int]:
    """The subject that a text names last, its item, where the name begins and ends; "" for none.

    三公经费财政拨款支出 is the 三公经费's own, and no 财政拨款支出.
    """
    found = sorted(
        (match.start(), match.end(), name, match[0] if name == "分项" else "")
        for name, pattern in _SCOPES
        for match in pattern.finditer(text)
    )
    if not found:
        return "", "", 0, 0
    start, end, name, item = found[-1]
    if name == "财政拨款支出" and len(found) > 1:
        between = text[found[-2][1] : found[-1][0]]
        if between in ("", "一般公共预算"):
            start, _, name, item = found[-2]
    return name, item, start, end


def _falls(lead: str) -> bool:
    found = list(_WAY.finditer(lead))
    return bool(found) and found[-1]["fall"] is not None
