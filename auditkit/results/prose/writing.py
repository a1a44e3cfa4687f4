"""All running text of a report: what 结果.json keeps of it, and against which a report is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from auditkit.results.prose.conclusion import conclusion, next_step, own_items
from auditkit.results.prose.demands import Demands
from auditkit.results.prose.following import followed
from auditkit.results.prose.parts import Paragraph, Part, row, said, sentences
from auditkit.results.prose.problems import Problem, problems
from auditkit.results.prose.results import Results
from auditkit.results.prose.surroundings import basics, goals, limitations

WRITTEN = "prose"
"""The name under which 结果.json holds the paragraphs."""
_ANSWERED = (
    ("reply", "被评价单位意见"), ("owner", "责任单位"), ("due", "整改期限"), ("state", "整改情况"),
    ("proof", "整改证据"),
)  # fmt: skip
"""What people say to a problem, and what it is headed by."""
_TENS = "一二三四五六七八九"


def prose(results: Results) -> list[Paragraph]:
    """Every paragraph of the running text, in the order of the chapters."""
    found = problems(results)
    told = [one for one in found if one.weighty]
    return [
        *conclusion(results),
        # Of the two stages a report has one; both are known.
        *(next_step(results, final=final) for final in (False, True)),
        *basics(results),
        *goals(results),
        *followed(results),
        *problems_text(told),
        *left_text(found),
        *advice_text(told),
        *limitations(results),
        *problems_text([one for one in found if not one.weighty]),
        *advice_text([one for one in found if not one.weighty]),
        *own_items(results),
    ]


def problems_text(found: Sequence[Problem]) -> list[Paragraph]:
    """The groups of findings, numbered; a demand that several make is printed with the first."""
    if not found:
        return []
    demands = Demands()
    told = [line for number, one in enumerate(found, 1) for line in _problem(number, one, demands)]
    return [said("各项的证据逐条摘录在附件“证据摘录”，点标题后的程度和项数可以到达。"), *told]


def left_text(found: Sequence[Problem]) -> list[Paragraph]:
    """The kinds that stand in the annex, in a sentence; none where there are none."""
    left = [one for one in found if not one.weighty]
    if not left:
        return []
    named = [said("{title}{n}", title=one.title, n=one.count) for one in left]
    head = said("申报表编制方面程度较轻的问题另见附件“申报表审查”：")
    return [sentences(head, Paragraph(row(named)), said("。"))]


def _problem(number: int, one: Problem, demands: Demands) -> list[Paragraph]:
    """One group: its heading, facts, 标准, 原因, 影响, each text once, and the answers to it."""
    weight = said("（{severity}，{n}）", severity=one.severity, n=one.count)
    heading = said(
        "（{number}）{title}{weight}",
        kind="heading",
        number=numeral(number),
        title=one.title,
        weight=_leading(weight, f"摘录-{one.code}") if one.evidenced else weight,
    )
    return [
        heading,
        *one.facts(),
        *(demands.line(whom, text, numeral(number)) for whom, text in one.apart("criteria")),
        *one.texts("cause", "原因"),
        *one.texts("effect", "影响"),
        *(line for part, lead in _ANSWERED for line in one.texts(part, lead)),
    ]


def _leading(one: Paragraph, target: str) -> Paragraph:
    """The paragraph as a link to a place of the report."""
    return replace(one, parts=tuple(replace(part, target=target) for part in one.parts))


def advice_text(found: Sequence[Problem]) -> list[Paragraph]:
    """What to do, each advice once, with the problems that it is for."""
    advice: dict[str, tuple[Part, list[Paragraph]]] = {}
    for one in found:
        for whom, text in one.apart("recommendation"):
            _, about = advice.setdefault(text.text, (text, []))
            title = said("“{title}”", title=one.title)
            about.append(sentences(title, said("中的") if whom else None, whom))
    return [
        sentences(
            said("（{number}）关于", number=numeral(number)),
            Paragraph(row(about)),
            said("：{text}", text=text),
        )
        for number, (text, about) in enumerate(advice.values(), 1)
    ]


def numeral(number: int) -> str:
    """A number as Chinese headings count.

    >>> [numeral(n) for n in (1, 10, 12, 20, 35)]
    ['一', '十', '十二', '二十', '三十五']
    """
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else f"{_TENS[tens - 1]}十"
    return head + (_TENS[ones - 1] if ones else "")
