"""二、基本情况, 三、绩效目标完成情况 and 六、局限与数据可靠性 in sentences."""

from __future__ import annotations

from auditkit.results.prose.conclusion import own_words
from auditkit.results.prose.origin import named
from auditkit.results.prose.parts import Paragraph, Part, row, said, sentences
from auditkit.results.prose.results import Results

_LARGEST = 3
ACCOUNTS = "决算"
"""Begins the name of a file of final accounts."""
_SIZE = ("收入支出总计", "本年收入合计", "本年支出合计", "基本支出", "项目支出")
_STATUSES = (
    "达标", "未达标", "不能断定", "无目标值", "数据缺失", "待评定", "不可比", "不适用",
)  # fmt: skip
OWN_TOLD = "带下划点线或异色的文字由审计人员填写，其中的数字未经程序核对。"


def basics(results: Results) -> list[Paragraph]:
    """What the department had set itself: tasks, money, indicators; and what this rests on."""
    told = (
        _tasks(results), _spent(results), _published(results), _indicators(results),
        _inputs(results),
    )  # fmt: skip
    return [
        *(one for one in told if one is not None),
        *own_words(results, ("basis", "评价依据"), ("conduct", "组织实施")),
    ]


def _tasks(results: Results) -> Paragraph | None:
    tasks = results.rows("tasks")
    if not any(task["budget"] for task in tasks):
        return None
    largest = sorted(
        (place for place, task in enumerate(tasks) if task["budget"]),
        key=lambda place: (-tasks[place]["budget"], tasks[place]["name"]),
    )[:_LARGEST]
    named_ = [
        said(
            "{task}{budget}",
            task=results.text(f"tasks[{place}].name"),
            budget=results.figure(f"tasks[{place}].budget:万元"),
        )
        for place in largest
    ]
    # A form without that column says nothing of the fiscal part, and not that there is none.
    fiscal = (
        said("，其中财政资金{fiscal}", fiscal=results.figure("tasks[].sum(fiscal):万元"))
        if any(task["fiscal"] is not None for task in tasks)
        else None
    )
    return sentences(
        said(
            "{department}{year}申报年度主要任务{n}，预算合计{budget}",
            department=results.text("department"),
            year=results.figure("year:年度"),
            n=results.count("tasks"),
            budget=results.figure("tasks[].sum(budget):万元"),
        ),
        fiscal,
        said("；金额最大的是"),
        Paragraph(row(named_)),
        said("。"),
    )


def _spent(results: Results) -> Paragraph | None:
    """What was spent of the adjusted budget, of the tasks for which both are known."""
    known = "adjusted!=;spent!="
    if not results.number("tasks", known):
        return None
    spent = f"tasks[{known}].sum(spent)"
    adjusted = f"tasks[{known}].sum(adjusted)"
    if not results.has(f"{spent} / {adjusted}:%"):
        return None
    return said(
        "填报了执行情况的任务{n}，调整后预算{adjusted}，支出{spent}，执行率{rate}；标明已完成的{done}。",
        n=results.count("tasks", known),
        adjusted=results.figure(f"{adjusted}:万元"),
        spent=results.figure(f"{spent}:万元"),
        rate=results.figure(f"{spent} / {adjusted}:%"),
        done=results.count("tasks", "done=是"),
    )


def _published(results: Results) -> Paragraph | None:
    """How large the department is, by its final accounts; None where they were not read."""
    year = results.record["year"]
    places: dict[str, int] = {}
    for place, fact in enumerate(results.rows("facts")):
        of_accounts = fact["source"] and fact["source"]["file"].startswith(ACCOUNTS)
        if of_accounts and fact["year"] == year and fact["value"] is not None:
            places.setdefault(fact["name"], place)
    named_ = [
        said(f"{name}{{value}}", value=results.figure(f"facts[{places[name]}].value:万元"))
        for name in _SIZE
        if name in places and results.rows("facts")[places[name]]["unit"] == "万元"
    ]
    if not named_:
        return None
    return sentences(
        said("决算载明{year}", year=results.figure("year:年度")), Paragraph(row(named_)), said("。")
    )


def _indicators(results: Results) -> Paragraph | None:
    rows = results.rows("indicators")
    if not rows:
        return None
    levels = [
        said("{level}{n}", level=_level(results, level), n=results.count("indicators", where))
        for level in dict.fromkeys(one["level1"] for one in rows)
        if (where := f"level1={named(level)}")
    ]
    return sentences(
        said("年度绩效指标共{n}，其中", n=results.count("indicators")),
        Paragraph(row(levels)),
        said("。"),
    )


def _inputs(results: Results) -> Paragraph:
    return said(
        "本次评价依据{n}输入文件，逐一列出文件名和校验值（见附件“输入文件”）。",
        n=results.count("inputs", unit="个"),
    )


def goals(results: Results) -> list[Paragraph]:
    """Each 一级指标 with what was met and missed of it."""
    rows = results.rows("indicators")
    return [
        one
        for level in dict.fromkeys(each["level1"] for each in rows)
        if (one := _of_level(results, level)) is not None
    ]


def _of_level(results: Results, level: str) -> Paragraph:
    of = f"level1={named(level)}"
    counted = [
        said("{status}{n}", status=status, n=results.count("indicators", f"{of};status={status}"))
        for status in (
            "达标",
            "未达标",
            "不能断定",
            "无目标值",
            "数据缺失",
            "待评定",
            "不可比",
            "不适用",
        )
        if results.number("indicators", f"{of};status={status}")
    ]
    scored = f"indicators[{of};points!=]"
    head = said("{level}：", level=_level(results, level))
    points = (
        said(
            "；已评定的{rests}得{points}",
            rests=results.figure(f"{scored}.sum(weight):分"),
            points=results.figure(f"{scored}.sum(points):分"),
        )
        if results.number("indicators", f"{of};points!=")
        else None
    )
    return sentences(head, Paragraph(row(counted)), points, said("。"), kind="item")


def _level(results: Results, level: str) -> Part:
    place = next(i for i, one in enumerate(results.rows("indicators")) if one["level1"] == level)
    return results.text(f"indicators[{place}].level1")


def _typed(results: Results) -> bool:
    """Whether a person wrote anything of what the report says."""
    on_findings = any(one["words"] for one in results.rows("findings"))
    return on_findings or bool(results.record["words"])


def limitations(results: Results) -> list[Paragraph]:
    """What the verdicts rest on, what they cannot say, and what was set aside."""
    told: list[Paragraph] = []
    if _typed(results):
        told.append(said(OWN_TOLD))
    if results.number("indicators", "points!="):
        told.append(said("{note}", note=results.text("score.weights_note")))
    if results.record["score"]["firmness"]:
        told.append(said("{note}", note=results.text("score.firmness.text")))
    if results.number("limits"):
        told.append(
            said(
                "尚有{n}资料没有取得、没有评定或没有对应，属于本次工作的局限，不是被评价单位的问题；"
                "向谁索取、用于何处，见附件“资料清单”。",
                n=results.count("limits"),
            )
        )
    if near := _undecided(results):
        told.append(
            sentences(
                said("下列指标是否达标不能断定，数据四舍五入或抽样的误差跨过了指标值："),
                Paragraph(row(near)),
                said("。"),
            )
        )
    if results.has("repairs.count:处") and results.record["repairs"]["count"]:
        told.append(
            said(
                "识读申报表时修复{n}，逐处列出位置和前后文字（见附件“识读修复”）。",
                n=results.figure("repairs.count:处"),
            )
        )
    if results.number("findings", "set_aside!="):
        told.append(
            said(
                "另有{n}审计发现经审计人员认定不予采纳，理由见附件“审计发现明细”。",
                n=results.count("findings", "set_aside!="),
            )
        )
    return told


def _undecided(results: Results) -> list[Part]:
    """What is left open and stands among the problems nowhere: those say why, one by one."""
    told = {one["subject"] for one in results.rows("findings") if not one["set_aside"]}
    return [
        results.text(f"indicators[{place}].indicator")
        for place, one in enumerate(results.rows("indicators"))
        if one["status"] == "不能断定" and one["indicator"] not in told
    ]
