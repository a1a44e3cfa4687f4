"""The kinds of problem that a ledger may have."""

from __future__ import annotations

from auditkit.errors import IssueKind

NOT_READ = IssueKind("G01", "账簿的一行、一栏或金额没有读懂")
OUT_OF_BALANCE = IssueKind("G02", "科目的期初数加减发生额不等于期末数")
PARENT_DIFFERS = IssueKind("G03", "明细科目之和与上级科目不符")
SIDES_DIFFER = IssueKind("G04", "全部科目的借方合计与贷方合计不符")
OTHER_BOOKS = IssueKind("G05", "账簿的年度、期间或单位与所评价的不同")
REPEATED_ACCOUNT = IssueKind("G06", "同一科目出现两次")
