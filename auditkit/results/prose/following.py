"""以往审计决定和建议的落实情况 in sentences: what was mended, what came again (屡审屡犯)."""

from __future__ import annotations

from auditkit.results.prose.origin import chosen, named
from auditkit.results.prose.parts import Paragraph, Part, row, said, sentences
from auditkit.results.prose.results import Results

_STATES = ("已纠正", "仍存在", "有所加重", "再次发生", "无法复核")
_AGAIN = "repeated=True;state=仍存在|有所加重|再次发生"
"""Found in an earlier year and found again now."""
CHAPTER = "以往审计决定和建议的落实情况"


def followed(results: Results) -> list[Paragraph]:
    """How far back it was gone, and how many findings of earlier years stand how."""
    rows = results.rows("followup")
    if not rows:
        return []
    first = min(range(len(rows)), key=lambda place: rows[place]["years"][0])
    return [
        sentences(
            said(
                "对{first}以来各年度的审计发现，本年度按同一规则逐项复核，共{n}：",
                first=results.figure(f"followup[{first}].years[0]:年度"),
                n=results.count("followup"),
            ),
            Paragraph(row(_counted(results))),
            _again(results),
            said("。逐项的事实、意见和整改情况见附件“以往审计发现的整改情况”。"),
        ),
        *_kinds(results, "两个以上年度都发现的", _AGAIN),
        *_kinds(results, "有所加重的", "state=有所加重"),
    ]


def followed_shortly(results: Results) -> Paragraph | None:
    """The same for the conclusion; None where no earlier year was gone back to."""
    if not results.rows("followup"):
        return None
    return sentences(
        said("以往审计发现复核{n}：", n=results.count("followup")),
        Paragraph(row(_counted(results))),
        _again(results),
        said(f"（见“{CHAPTER}”）。"),
    )


def _kinds(results: Results, head: str, where: str) -> list[Paragraph]:
    """What kinds of findings they are, and how many of each; nothing where there are none."""
    rows = chosen(results.record, "followup", where)
    titles = dict.fromkeys(one["title"] for one in rows)
    counted = [
        said(
            "{title}{n}",
            title=_title(results, title),
            n=results.count("followup", f"{where};title={named(title)}"),
        )
        for title in titles
    ]
    if not counted:
        return []
    return [sentences(said(f"{head}："), Paragraph(row(counted)), said("。"), kind="item")]


def _title(results: Results, title: str) -> Part:
    place = next(i for i, one in enumerate(results.rows("followup")) if one["title"] == title)
    return results.text(f"followup[{place}].title")


def _counted(results: Results) -> list[Paragraph]:
    return [
        said("{state}{n}", state=state, n=results.count("followup", where))
        for state in _STATES
        if results.number("followup", where := f"state={state}")
    ]


def _again(results: Results) -> Paragraph | None:
    if not results.number("followup", _AGAIN):
        return None
    return said("；两个以上年度都发现的（屡审屡犯）{n}", n=results.count("followup", _AGAIN))
