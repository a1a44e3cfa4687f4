"""Invented documents as scans: printed, rasterised, turned, with noise and JPEG damage (虚构)."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence

import numpy as np
import pypdfium2
import typst
from PIL import Image

from auditkit.display import font_file

FORM: Sequence[Sequence[str]] = (
    ("项目支出绩效目标申报表（虚构）", "", "", ""),
    ("（2023年度）", "", "", ""),
    ("项目名称", "示例公路养护（虚构）", "主管部门", "示例县交通局（虚构）"),
    ("年度资金总额（万元）", "1,286.45", "其中：财政拨款", "1,086.45"),
    ("年度目标", "完成县道日常养护，消除安全隐患，保障群众出行安全和畅通。", "", ""),
    ("一级指标", "二级指标", "三级指标", "指标值"),
    ("产出指标", "数量指标", "养护里程", "≥30公里"),
    ("", "", "更换护栏", "≥1680米"),
    ("", "质量指标", "验收合格率", "≥98%"),
    ("", "时效指标", "完成时间", "11月底前"),
    ("", "成本指标", "每公里养护成本", "≤3.85万元"),
    ("效益指标", "社会效益指标", "事故下降率", "≥5.5%"),
    ("满意度指标", "服务对象满意度指标", "群众满意度", "≥92%"),
)
"""What is printed, row by row; the target words as the form's readers know them."""


SMALL = "width: 16cm, height: auto"
"""A page no larger than its table: what is blank is searched for characters all the same."""


def printed(
    rows: Sequence[Sequence[str]] = FORM,
    size: float = 10.5,
    paper: str = SMALL,
    margin: float = 0.6,
) -> bytes:
    """The table as a PDF with text, on such paper as typst sets."""
    cells = ", ".join(
        f"text({json.dumps(cell, ensure_ascii=False)})" for row in rows for cell in row
    )
    columns = ", ".join("1fr" for _ in rows[0])
    source = (
        f"#set page({paper}, margin: {margin}cm)\n"
        f'#set text(font: "Noto Sans SC", size: {size}pt)\n'
        f"#table(columns: ({columns}), inset: 5pt, stroke: 0.7pt, {cells})\n"
    )
    return typeset(source)


def typeset(source: str) -> bytes:
    """A typst source as a PDF, with the fonts of the package alone."""
    made = typst.compile(
        {"main.typ": source.encode()},  # type: ignore[arg-type]
        font_paths=[str(font_file().parent)],
        ignore_system_fonts=True,
    )
    assert isinstance(made, bytes)
    return made


def pictures(
    pdf: bytes, dots: int = 200, skew: float = 0.0, noise: float = 0.0, quality: int = 80
) -> list[bytes]:
    """Its pages as JPEG files: turned by `skew` degrees, with seeded noise of that many greys."""
    random = np.random.default_rng(20261126)
    pages = []
    for page in pypdfium2.PdfDocument(pdf):
        picture = page.render(scale=dots / 72).to_pil().convert("L")
        turned = picture.rotate(skew, resample=Image.Resampling.BICUBIC, fillcolor=255)
        grey = np.asarray(turned, dtype=float) + random.normal(0.0, noise, turned.size[::-1])
        out = io.BytesIO()
        damaged = Image.fromarray(grey.clip(0, 255).astype(np.uint8))
        damaged.save(out, "JPEG", quality=quality, dpi=(dots, dots))
        pages.append(out.getvalue())
    return pages


def scanned_pdf(pages: Sequence[bytes], dots: int = 200) -> bytes:
    """A PDF of nothing but these pictures."""
    first, *rest = (Image.open(io.BytesIO(page)) for page in pages)
    out = io.BytesIO()
    first.save(out, "PDF", resolution=dots, save_all=True, append_images=rest)
    return out.getvalue()
