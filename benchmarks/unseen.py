"""What was read at first of documents that the reader had not been made for (unseen.csv).

Typed once, batch by batch, before anything was mended: `told` counts what was wrong or lost and
said so, documents that were refused with all their fields; `silent` what was neither right nor
told; `untrue` findings, or failed tie-outs, that are not so.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

FILE = Path(__file__).parent / "unseen.csv"
_COUNTS = ("documents", "fields", "right", "told", "silent", "untrue")

Markdown = Callable[[Sequence[str], Iterable[Sequence[str]]], str]


def text(markdown: Markdown) -> str:
    """The section of docs/accuracy.md: a table of forms and one of accounts, each with its sum."""
    with FILE.open(encoding="utf-8", newline="") as file:
        batches = list(csv.DictReader(file))
    forms = [one for one in batches if one["kind"] == "forms"]
    accounts = [one for one in batches if one["kind"] == "accounts"]
    heads = ("正确", "已指出", "漏读、误读未指出", "正确率")
    of_forms = markdown(("批次", "文件", "字段", *heads, "不实发现"), _lines(forms))
    of_accounts = markdown(
        ("批次", "份、段", "数据项", *heads, "不实勾稽", "表内的数"), _lines(accounts, figures=True)
    )
    return f"""## 没有见过的表

每批表在没有看过识读程序、或改正之后另写，先录入期望值，记下第一次识读的结果（期望值写错的已更正），然后才改正程序，
改正后列为案例（见 `tests/data/form_cases/README.md`）。
第一次识读时整份拒读的，按估计的字段数计入“已指出”。

{of_forms}
部门决算、部门预算同样：期望值在识读之前录入，改正之前记下。句子是数据项，文件是数据项和表内的数（表内的数全部读对）。

{of_accounts}"""


def _lines(
    batches: Sequence[dict[str, str]], *, figures: bool = False
) -> Iterator[tuple[str, ...]]:
    whole = {name: str(sum(int(one[name]) for one in batches)) for name in _COUNTS}
    of_tables = str(sum(int(one["figures"] or 0) for one in batches))
    for one in [*batches, {"batch": "合计", "figures": of_tables, **whole}]:
        counts = {name: int(one[name]) for name in _COUNTS}
        yield (
            one["batch"],
            *(f"{counts[name]:,}" for name in _COUNTS[:-1]),
            f"{counts['right'] / counts['fields']:.1%}",
            str(counts["untrue"]),
            *((f"{int(one['figures'] or 0):,}",) if figures else ()),
        )
