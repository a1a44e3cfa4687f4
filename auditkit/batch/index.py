"""The index of all reports in a folder (index.html): one page that needs no network."""

from __future__ import annotations

import base64
import hashlib
import html
from collections import Counter
from collections.abc import Mapping, Sequence
from importlib import resources
from pathlib import Path
from string import Template
from typing import Any

from auditkit.batch.heatmap import cell_style, heat_map, packed_rows
from auditkit.batch.job import Run
from auditkit.batch.journal import Failure
from auditkit.batch.links import href
from auditkit.batch.longlist import SHOWN, is_long, packed_list
from auditkit.batch.standing import INDEX, Standing, contents_key, runs_in, standing
from auditkit.facts.facts import DEMO
from auditkit.files.saving import write_bytes
from auditkit.results.fingerprint import own_version
from auditkit.show.appearance import Record, shown
from auditkit.show.markup import Markup, joined, tag
from auditkit.show.page import style, with_font
from auditkit.show.table_html import Column, tabulate

TITLE = "部门整体绩效目标审计报告目录"
_WORDS = {".html": "网页", ".ipynb": "笔记本", ".xlsx": "底稿", ".pdf": "PDF", ".docx": "Word"}
_COLUMNS = (
    Column("department", "部门", wide=True),
    Column("year", "年度", "count"),
    Column("state", "状态"),
    Column("score", "得分", "points"),
    Column("low", "最低", "points"),
    Column("high", "最高", "points"),
    Column("grade", "等级", wide=True),
    Column("met_of_assessed", "达标率（已评定）", "percent"),
    Column("met_of_all", "达标率（全部）", "percent"),
    Column("findings", "发现", "count"),
    Column("severe", "其中严重", "count"),
    Column("issues", "数据问题", "count"),
    Column("grave", "其中须更正", "count"),
    Column("review", "复核"),
    Column("files", "报告", wide=True),
)
_FAILED = (
    Column("department", "部门"),
    Column("year", "年度", "count"),
    Column("error", "原因", wide=True),
    Column("files", "查看"),
)


def write_index(output: Path, failed: Mapping[Run, Failure], ignored: Sequence[str] = ()) -> None:
    """Write the index of the reports in a folder, of the runs that failed, and of what of the data
    folder was passed over."""
    runs = sorted({*runs_in(output), *failed})
    standings = [standing(output, run, failed.get(run)) for run in runs]
    key = contents_key(output, failed, ignored)
    write_bytes(output / INDEX, index_page(standings, key, ignored).encode())


def index_page(standings: Sequence[Standing], key: str = "", ignored: Sequence[str] = ()) -> str:
    """The page: failed runs with their errors, all runs to be sorted, statuses by indicator."""
    demo = any(one.demo for one in standings)
    failed = [one for one in standings if one.failure]
    # What has never been made stands among the failed alone.
    made = sorted((one for one in standings if one.files), key=_urgency)
    body = joined(
        *((tag("h2", f"失败的运行（{len(failed)}）"), _failed_table(failed)) if failed else ()),
        *(
            (tag("h2", "请核对的文件夹"), tag("ul", *(tag("li", said) for said in ignored)))
            * bool(ignored)
        ),
        tag("h2", f"全部报告（{len(made)}）"),
        _runs_table(made),
        tag("h2", "指标结果"),
        heat_map(made, SHOWN if is_long(made) else None),
    )
    script = _asset("index.js")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    page = Template(_asset("index.html")).substitute(
        hash=f"sha256-{digest}",
        generator=html.escape(f"auditkit {own_version()}"),
        key=key,
        title=f"{TITLE}（{DEMO}）" if demo else TITLE,
        heading=TITLE,
        style="\n".join(
            (
                style("page.css"),
                style(),
                *([style("demo.css")] if demo else []),
                _asset("index.css"),
            )
        )
        + cell_style(),
        banner=tag(
            "div",
            f"含{DEMO}：标有“示例”的报告不反映任何单位的真实情况",
            class_="banner",
            role="region",
            aria_label="数据说明",
        )
        if demo
        else "",
        about=_about(made, failed),
        body=body,
        script=script,
    )
    return with_font(page)


def _urgency(one: Standing) -> tuple[bool, bool]:
    return (not one.failure, not one.grave)


def _about(made: Sequence[Standing], failed: Sequence[Standing]) -> Markup:
    years = [one.run.year for one in made]
    grades = Counter(one.grade if one.graded else "暂不评级" for one in made)
    said = {
        "报告": f"{len(made)}个",
        "部门": f"{len({one.run.department for one in made})}个",
        "年度": "—".join(map(str, sorted({min(years), max(years)}))) if years else "",
        "失败": f"{len(failed)}个" if failed else "",
        "须更正": f"{grave}个的数据" if (grave := sum(one.grave > 0 for one in made)) else "",
        "等级": "，".join(f"{grade} {grades[grade]}" for grade in sorted(grades, key=_grade_order)),
    }
    return tag(
        "dl",
        *(tag("div", tag("dt", name), tag("dd", value)) for name, value in said.items() if value),
        class_="about",
    )


def _grade_order(grade: str) -> tuple[int, str]:
    known = ("优", "良", "中", "差")
    return (known.index(grade) if grade in known else len(known), grade)


def _runs_table(made: Sequence[Standing]) -> Markup:
    return _listed(
        _COLUMNS,
        made,
        "报告、得分区间和审计发现",
        "ak-fold ak-runs",
        "还没有报告。",
        with_heat=True,
    )


def _failed_table(failed: Sequence[Standing]) -> Markup:
    return _listed(_FAILED, failed, "没有生成的报告及原因", "ak-fold ak-failed")


def _listed(
    columns: Sequence[Column],
    standings: Sequence[Standing],
    caption: str,
    style: str,
    empty: str = "",
    *,
    with_heat: bool = False,
) -> Markup:
    """A table of runs; of a long one the first rows, with the data of all for the script."""
    records = [_record(one) for one in standings]
    long = is_long(records)
    table = tabulate(
        columns,
        records[:SHOWN] if long else records,
        caption,
        header="department",
        cell=_cell,
        empty=empty,
        style=style,
    ).html
    if not long:
        return table
    told = f"共{len(records)}个。本页没有运行脚本，只列出前{SHOWN}个；请允许脚本后重新打开。"
    return joined(
        tag("noscript", tag("p", told, class_="severe")),
        table,
        packed_list(columns, records, _cell, packed_rows(standings) if with_heat else None),
    )


def _record(one: Standing) -> Record:
    return {
        "department": one.run.department,
        "year": one.run.year,
        "state": _state(one),
        "error": one.failure.error if one.failure else "",
        "score": one.score,
        "low": one.low,
        "high": one.high,
        "grade": one.grade,
        "label": one.label,
        "met_of_assessed": one.met_rates[0],
        "met_of_all": one.met_rates[1],
        "findings": sum(one.findings.values()),
        "severe": one.findings.get("严重", 0),
        "issues": one.issues,
        "grave": one.grave,
        "demo": one.demo,
        "failed": one.failure is not None,
        "notebook": one.failure.notebook if one.failure else "",
        "files": list(one.files),
        "review": one.review,
    }


def _state(one: Standing) -> str:
    if one.failure:
        return "失败，旧报告"
    return "完成，须更正" if one.grave else "完成"


def _cell(column: Column, record: Record) -> object:
    match column.key:
        case "department" if record["demo"]:
            return joined(record["department"], tag("span", "示例", class_="demo"))
        case "year":
            return str(record["year"] or "")
        case "score" if record["label"] == "参考得分" and record["score"] is not None:
            # On weights of the program's own.
            return joined(shown(record["score"], "points"), tag("span", "参考", class_="ak-unit"))
        case "state" if record["failed"]:
            return tag("span", record["state"], class_="state-failed")
        case "state" if record["grave"]:
            return tag("span", record["state"], class_="severe")
        case "review" if record["review"] == "复核后有变动":
            return tag("span", record["review"], class_="severe")
        case "severe" | "grave" if record[column.key]:
            return tag("span", record[column.key], class_="severe")
        case "files":
            return _links(record)
    return None


def _links(record: Record) -> Markup:
    run = Run(record["department"], record["year"])
    named: list[tuple[str, str]] = []
    if record["notebook"]:
        named.append(("出错的笔记本", record["notebook"]))
    for name in record["files"]:
        suffix = Path(name).suffix
        if suffix in _WORDS:
            word = _WORDS[suffix]
            named.append((f"旧{word}" if record["failed"] else word, name))
    return joined(*(_link(run, name, word) for word, name in named))


def _link(run: Run, name: str, word: str) -> Markup:
    return Markup(f'<a href="{href(run, name)}">{html.escape(word)}</a>')


def _asset(name: str) -> str:
    path: Any = resources.files("auditkit.batch").joinpath("assets", name)
    return str(path.read_text("utf-8"))
