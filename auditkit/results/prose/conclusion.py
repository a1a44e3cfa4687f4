"""一、评价结论: what was covered, met and scored, what weighs most, how sure it is."""

from __future__ import annotations

from auditkit.assessment.typedweights import WHOLE
from auditkit.files.canonical import Json
from auditkit.results.prose.following import followed_shortly
from auditkit.results.prose.origin import named
from auditkit.results.prose.parts import Paragraph, Part, row, said, sentences
from auditkit.results.prose.problems import STANDING, Problem, problems
from auditkit.results.prose.results import Results

_ASSESSED = "status=达标|未达标|不能断定"
_MOST_NAMED = 3
_NEXT = "下一步"
_OWN = (("conclusion", ""), ("opinion", "审计评价意见"))


def conclusion(results: Results) -> list[Paragraph]:
    """Five or six sentences from the results alone; one that has nothing to say is left out."""
    if not results.rows("indicators"):
        return [said("没有可以评价的指标，本次不作评价结论。"), *own_words(results, *_OWN)]
    told = [
        one
        for one in (
            _covered(results),
            _met(results),
            _scored(results),
            _found(results),
            followed_shortly(results),
            _sure(results),
        )
        if one is not None
    ]
    return [*told, *own_words(results, *_OWN)]


def next_step(results: Results, *, final: bool) -> Paragraph:
    """What comes next: the department's answer to a draft, its mending after the final report."""
    if final:
        return said(
            "请被评价单位按主要问题和建议整改，并书面报告整改结果；"
            "整改情况由审计组按同一规则跟踪复核。",
            lead=_NEXT,
        )
    lacking = "补齐所缺资料、" if results.number("limits") else ""
    asked = any(one.weighty for one in problems(results))
    form = "（意见表见附件）" if asked else ""
    advice = "，各项建议见“建议”一章" if asked else ""
    # 审计法（2021年修正）第四十四条: ten days from receipt, the answer in writing.
    return said(
        "请被评价单位自收到之日起十日内提出书面意见并附证明材料{form}；"
        "审计组{lacking}核实意见后定稿{advice}。",
        lead=_NEXT,
        form=form,
        lacking=lacking,
        advice=advice,
    )


def own_words(results: Results, *items: tuple[str, str]) -> list[Paragraph]:
    """What the auditor says on the report as a whole, each item with what heads it."""
    words = results.record["words"] or {}
    return [
        said("{text}", lead=lead, text=results.text(f"words.{name}", own=True))
        for name, lead in items
        if words.get(name)
    ]


def own_items(results: Results) -> list[Paragraph]:
    """What the auditor says beside that, under headings of his own."""
    words = results.record["words"] or {}
    return [
        said(
            "{item}：{text}",
            item=results.text(f"words.others[{place}][0]", own=True),
            text=results.text(f"words.others[{place}][1]", own=True),
        )
        for place in range(len(words.get("others", ())))
    ]


def _covered(results: Results) -> Paragraph:
    """How much of what was declared could be assessed, and what could not."""
    share = (
        said("")
        if results.record["score"]["usual"]
        else said("，占全部权重的{share}", share=results.figure("score.rests_on:分"))
    )
    head = said(
        "本次评价的绩效指标共{all}，已评定{done}{share}",
        all=results.count("indicators"),
        done=results.count("indicators", _ASSESSED),
        share=share,
    )
    left = [
        said("{status}{n}", status=status, n=results.count("indicators", f"status={status}"))
        for status in ("无目标值", "数据缺失", "待评定", "不可比", "不适用")
        if results.number("indicators", f"status={status}")
    ]
    if not left:
        return sentences(head, said("。"))
    rest = Paragraph(row(left))
    scored = "" if results.record["score"]["usual"] else "，不计入得分"
    open_ = results.count("indicators", "status!=达标|未达标|不能断定")
    return sentences(head, said("；其余{n}未能评定（", n=open_), rest, said(f"）{scored}。"))


def _met(results: Results) -> Paragraph | None:
    """Met and missed, and where the misses lie."""
    if results.record["score"]["usual"]:
        return said(
            "该部门没有申报指标值，各项比率列在常用参考值之旁，只供参考，不作是否达标的结论。"
        )
    if not results.number("indicators", _ASSESSED):
        return said("没有一项指标取得了可以评定的结果。")
    head = said(
        "已评定的指标中达标{met}、未达标{missed}{open}，达标率{rate}，占全部指标的{of_all}",
        met=results.count("indicators", "status=达标"),
        missed=results.count("indicators", "status=未达标"),
        open=_undecided(results),
        rate=results.figure("score.met_of_assessed:%"),
        of_all=results.figure("score.met_of_all:%"),
    )
    levels = dict.fromkeys(one["level1"] for one in results.rows("indicators"))
    missed = [
        said("{level}{n}", level=_name(results, level), n=results.count("indicators", where))
        for level in levels
        if results.number("indicators", where := f"level1={named(level)};status=未达标")
    ]
    spread = [said("；未达标的指标分布在"), Paragraph(row(missed))] if missed else []
    own = said("")
    if results.record["score"]["claimed"]:
        claimed = results.figure("score.claimed:项")
        own = said("；其中{n}的实际值是部门自评的完成值，未经核实", n=claimed)
    return sentences(head, *spread, own, said("。"))


def _name(results: Results, level: str) -> Part:
    place = next(i for i, one in enumerate(results.rows("indicators")) if one["level1"] == level)
    return results.text(f"indicators[{place}].level1")


def _undecided(results: Results) -> Paragraph:
    """What rounding or a sample leaves open; blank where there is none."""
    if not results.number("indicators", "status=不能断定"):
        return Paragraph(())
    return said("、不能断定{n}", n=results.count("indicators", "status=不能断定"))


def _scored(results: Results) -> Paragraph | None:
    """The score with what it rests on; a grade only where nothing open could change it."""
    score = results.record["score"]
    if not results.has("score.normalized:分"):
        return _part(results) if score["rests_on"] else None
    head = said(
        "已评定部分得{points}，折合百分制{label}{normalized}",
        points=results.figure("score.points:分"),
        label=score["label"],
        normalized=results.figure("score.normalized:分"),
    )
    if score["graded"]:
        still = "" if score["low"] == score["high"] else _still_open(score)
        decided = said(
            "，等级为“{grade}”{firm}。",
            grade=score["grade"],
            firm=f"，{still}无论结果如何都不会改变" if still else "",
        )
        return sentences(head, decided)
    if score["low"] == score["high"]:
        return sentences(head, said("，{grade}。", grade=score["grade"]))
    open_ = said(
        "；{open_}的结果可使总分在{low}至{high}之间，{grade}。",
        open_=_still_open(score),
        low=results.figure("score.low:分"),
        high=results.figure("score.high:分"),
        grade=score["grade"],
    )
    return sentences(head, open_)


def _still_open(score: Json) -> str:
    """What may still move the total: what is not assessed, what is undecided, or both."""
    rest = "未评定的" if score["rests_on"] < WHOLE else ""
    return "和".join(filter(None, (rest, "不能断定的" if score["undecided"] else ""))) + "指标"


def _part(results: Results) -> Paragraph:
    """The printed points of a part of a table, which nobody scales up."""
    outside = said("")
    if results.record["score"]["outside"]:
        outside = said("，另有{n}不在所列指标之内", n=results.figure("score.outside:分"))
    return said(
        "所列指标的分值共{full}{outside}，已评定{rests}，得{points}，不折合为百分制；{grade}。",
        outside=outside,
        full=results.figure("score.full:分"),
        rests=results.figure("score.rests_on:分"),
        points=results.figure("score.points:分"),
        grade=results.record["score"]["grade"],
    )


def _found(results: Results) -> Paragraph:
    """How many findings of which severity, and the weightiest by name and amount."""
    if not results.number("findings", STANDING):
        return said("审查没有发现问题。")
    head = said("审查发现问题{all}", all=results.count("findings", STANDING))
    graded = [
        said("{severity}{n}", severity=severity, n=results.count("findings", where))
        for severity in ("严重", "重要", "一般", "提示")
        if results.number("findings", where := f"{STANDING};severity={severity}")
    ]
    weightiest = [_weight(one) for one in problems(results)[:_MOST_NAMED]]
    return sentences(
        head, said("，其中"), Paragraph(row(graded)), said("；最主要的是"),
        Paragraph(row(weightiest)), said("。"),
    )  # fmt: skip


def _weight(one: Problem) -> Paragraph:
    head = said("{title}（{n}", title=one.title, n=one.count)
    if one.amount is None:
        return sentences(head, said("）"))
    return sentences(
        head, said("，" if len(one.places) == 1 else "，最大一项"), one.amount, said("）")
    )


def _sure(results: Results) -> Paragraph | None:
    """What could still turn the verdicts, and what was not obtained."""
    told: list[Paragraph] = []
    if results.number("indicators", "status=不能断定"):
        near = results.count("indicators", "status=不能断定")
        told.append(said("{n}指标因抽样误差或数据四舍五入不能断定是否达标", n=near))
    if results.number("limits"):
        lacking = results.count("limits")
        told.append(said("{n}资料尚未取得或评定（见附件“资料清单”），取得后计入", n=lacking))
    if results.number("issues", "grave=True"):
        wrong = results.count("issues", "grave=True", "个")
        told.append(said("输入资料中有{n}数据问题须先更正", n=wrong))
    if results.record["score"]["firmness"]:
        told.append(
            said(
                "权重没有规定，换一种权重或算法，得分在{low}至{high}之间",
                low=results.figure("score.firmness.lowest:分"),
                high=results.figure("score.firmness.highest:分"),
            )
        )
    if not told:
        return said("评价所需的资料均已取得，结论不受数据精度影响。")
    return sentences(said("结论的可靠程度："), Paragraph(row(told, "；")), said("。"))
