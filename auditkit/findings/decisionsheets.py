"""The sheets of 审计发现处理.xlsx: their columns, and which of them people fill in."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from auditkit.facts.workbook.layout import plain
from auditkit.findings.auditorwords import WORD_LABELS

STEM = "审计发现处理"
"""What the name of the file begins with; any type that the readers know."""
FINDINGS, REPORT, REQUESTS, WEIGHTS = "审计发现", "报告", "资料清单", "权重"
RECORD = "写出记录"
"""The hidden sheet in which the program says what it wrote itself."""
RECORD_LAYOUT = "auditkit-words-2"
GONE = "已不再出现"
"""Heads the rows of findings that are no longer there; their words stay."""
OWN_ROWS = "自行增加的行"
"""Heads the rows that people added; the program takes nothing from them."""
SECTIONS = (GONE, OWN_ROWS)
IDENTITY = "identity"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its role, its heading, its width; `typed` is for people to fill in.

    On paper, where a table is wider than a page: `repeats` stands on every page, `breaks` begins
    one.
    """

    role: str
    heading: str
    width: float
    typed: bool = False
    repeats: bool = False
    breaks: bool = False


_IDENTITY = Column(IDENTITY, "标识", 14)
_NARROW = {"verdict": 9, "owner": 14, "due": 12, "state": 10}
_ON_A_PAGE = ("verdict", "reply")
"""What the auditor decides and words begins a page of its own, and so does what the mending is."""
FINDING_COLUMNS = (
    Column("ordinal", "序号", 5, repeats=True),
    Column("code", "编码", 5, repeats=True),
    Column("severity", "程度", 5, repeats=True),
    Column("title", "审计发现", 12, repeats=True),
    Column("subject", "对象", 13, repeats=True),
    Column("criteria", "标准", 30),
    Column("condition", "事实", 36),
    Column("cause", "原因（程序）", 8),
    Column("effect", "影响（程序）", 18),
    Column("money", "涉及金额\n（万元）", 11),
    Column("recommendation", "建议（程序）", 18),
    Column("evidence", "出处", 20),
    *(
        Column(f"own {part}", heading, _NARROW.get(part, 22), typed=True, breaks=part in _ON_A_PAGE)
        for part, heading in WORD_LABELS.items()
    ),
    # Beside the auditor's own columns: those before it keep the letters that people know them by.
    Column("kind", "金额性质", 10),
    Column("moved", "变动", 18),
    _IDENTITY,
)
REPORT_COLUMNS = (
    Column("item", "项目", 18),
    Column("own content", "内容", 70, typed=True),
    Column("hint", "说明", 46),
    _IDENTITY,
)
REQUEST_COLUMNS = (
    Column("ordinal", "序号", 5),
    Column("what", "资料", 34),
    Column("why", "用途", 36),
    Column("owed", "向谁索取", 24),
    Column("where", "填入", 20),
    Column("own got", "是否取得", 9, typed=True),
    Column("own when", "取得日期", 12, typed=True),
    Column("own remark", "备注", 22, typed=True),
    _IDENTITY,
)
WEIGHT_COLUMNS = (
    Column("level1", "一级指标", 16),
    Column("level2", "二级指标", 20),
    Column("indicator", "三级指标", 34),
    Column("target", "指标值", 14),
    Column("stated", "规则包分值", 12),
    Column("own weight", "分值", 12, typed=True),
    Column("own remark", "备注", 34, typed=True),
    _IDENTITY,
)
SHEETS = {
    FINDINGS: FINDING_COLUMNS,
    REPORT: REPORT_COLUMNS,
    REQUESTS: REQUEST_COLUMNS,
    WEIGHTS: WEIGHT_COLUMNS,
}
FORMER = {"cause": "原因", "effect": "影响", "recommendation": "建议"}
"""Columns of the program which an earlier layout headed as those of the auditor are headed now."""


def heading_of(text: str) -> str:
    """The first line of a heading, by which a column is known.

    >>> heading_of("涉及金额\\n（万元）")
    '涉及金额'
    """
    return plain(text.partition("\n")[0])


def digest_of(text: str) -> str:
    """What a cell's text is known by: blanks and widths aside, which office programs change."""
    return hashlib.sha256(plain(text).encode("utf-8", "surrogatepass")).hexdigest()[:16]
