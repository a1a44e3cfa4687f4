"""A portfolio of hundreds: the page shows the ends and says so, the files beside it hold all."""

import csv
import io
import json
from pathlib import Path

import pytest
from test_portfolio import a_record

from auditkit import show
from auditkit.delivery.portfoliofiles import write_rows
from auditkit.results.portfolio import Portfolio, read_portfolio
from auditkit.show.portfolio.long import ENDS, LONG

COUNT = LONG + 130
UNRANKED = 120


def written(folder: Path, count: int) -> Portfolio:
    """Departments of two years with scores falling by their number; the last have no rank."""
    for year in (2022, 2023):
        for number in range(count):
            place = folder / str(year) / f"第{number:04}局"
            place.mkdir(parents=True)
            bad = count > LONG and number >= count - UNRANKED
            one = a_record(
                place.name, year, 0.9 + number % 7 / 100, 100 - number / 10,
                scored={"usual": True} if bad else {}, money=1.5,
            )  # fmt: skip
            one["findings"][0]["condition"] = "=HYPERLINK(1)"
            (place / "结果.json").write_text(json.dumps(one), encoding="utf-8")
    return read_portfolio(folder)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Portfolio:
    return written(tmp_path_factory.mktemp("many"), COUNT)


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


def test_the_ranking_shows_its_ends_and_says_where_the_rest_is(many: Portfolio) -> None:
    table = show.ranking_table(many, 2023)
    names = [row["department"] for row in table.data]
    ranked = COUNT - UNRANKED
    assert names[:ENDS] == [f"第{n:04}局" for n in range(ENDS)]
    assert names[ENDS : 2 * ENDS] == [f"第{n:04}局" for n in range(ranked - ENDS, ranked)]
    assert len(names) == 2 * ENDS + 100
    assert f"共{COUNT}个部门，其中排名的{ranked}个。本表列出500个" in table.html
    assert "名次最前和最后的400个，不排名的100个" in table.html
    assert "名次.csv" in table.html


def test_every_row_stands_beside_the_page(many: Portfolio, tmp_path: Path) -> None:
    files = write_rows(many, tmp_path)
    assert [path.name for path in files] == [
        "名次.csv",
        "指标结果.csv",
        "审计发现.csv",
        "离群值.csv",
    ]
    ranking, results, findings, _ = map(rows, files)
    assert [len(ranking), len(results), len(findings)] == [2 * COUNT] * 3
    first = next(row for row in ranking if row["年度"] == "2023")
    assert (first["部门"], first["名次"], first["得分"], first["虚构"]) == (
        "第0000局",
        "1",
        "100",
        "",
    )
    last = ranking[-1]
    assert (last["名次"], last["不排名的原因"]) == ("", "没有申报指标值")
    # What a person wrote never becomes a formula of the spreadsheet.
    assert {row["事实"] for row in findings} == {"'=HYPERLINK(1)"}
    assert {row["涉及金额（万元）"] for row in findings} == {"1.5"}


def test_a_shorter_portfolio_shows_all_and_leaves_no_files_of_a_longer_one(
    many: Portfolio, tmp_path: Path
) -> None:
    place = tmp_path / "组合"
    place.mkdir()
    write_rows(many, place)
    few = written(tmp_path / "reports", 12)
    assert write_rows(few, place) == []
    assert list(place.iterdir()) == []
    table = show.ranking_table(few, 2023)
    assert len(table.data) == 12
    assert ".csv" not in table.html


def test_pictures_stay_small_and_say_whom_they_leave_out(many: Portfolio) -> None:
    heat = show.status_heatmap(many, 2023)
    assert f"共{COUNT}个部门，只画前40个" in heat.caption
    spread = show.distributions(many, 2023)
    assert "圆点为其百分位" in spread.caption
    (row,) = spread.data
    assert len(row["values"]) == 101
    # The ends are those of all.
    assert (row["values"][0], row["values"][-1]) == (0.9, 0.96)
    trend = show.score_trends(many)
    assert f"共{COUNT - UNRANKED}个部门，只画变化最大的60个" in trend.caption
    assert len(trend.data) == 60
