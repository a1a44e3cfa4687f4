"""Every benchmark runs to its end, with the smallest sizes; what it measures is nobody's test."""

import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("distributed", reason="auditkit[cluster] is not installed")

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "benchmarks", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True)


def test_each_prints_its_table_with_a_line_for_every_way() -> None:
    done = run("--smallest")
    assert done.returncode == 0, done.stderr
    for said in (
        "识读速度",
        "申报表",
        "决算",
        "与 numpy 之比",
        "auditkit run，整份报告",
        "no-ops, cluster",
        "成本与 N",
        "推算 10000 份",
        "内存（全部进程",
        "成千上万份报告的目录和组合分析",
        "一份热的报告",
        "冷的命令",
        "目标与实测",
    ):
        assert said in done.stdout


def test_every_aim_stands_beside_its_figure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from benchmarks import aims

    monkeypatch.setattr(aims, "KEPT", tmp_path / "build" / "figures.json")
    aims.keep(cells=0.3)
    aims.keep(charts=0.04, portfolio=80.0)
    aims.main()
    said = {
        row.split("│")[1].strip(): row for row in capsys.readouterr().out.splitlines() if "│" in row
    }
    cells, charts, portfolio, run = (
        [part.strip() for part in said[name].split("│")[2:5]]
        for name in (
            "其中热的单元格",
            "其中五张图",
            "组合分析，10,000份，处理器",
            "成批：一份整报告，处理器",
        )
    )
    assert cells == ["≤ 0.25 秒", "0.3 秒", "否"]
    assert charts == ["≤ 0.12 秒", "0.04 秒", "是"]
    # Told without an aim; not measured, and so neither reached nor missed.
    assert portfolio == ["", "80 秒", ""]
    assert run == ["≤ 0.6 秒", "没有量", ""]


def test_the_slope_is_that_of_the_logarithms() -> None:
    from benchmarks.growth import slope

    # As much again for as many again; four times for twice; nothing to be said of one size.
    assert slope([(10, 3.0), (20, 6.0), (40, 12.0)]) == pytest.approx(1.0)
    assert slope([(1, 1.0), (2, 4.0)]) == pytest.approx(2.0)
    assert str(slope([(10, 3.0)])) == "nan"


def test_a_slowdown_shows_beside_the_last_line_of_the_same_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from benchmarks import history

    monkeypatch.setattr(history, "HISTORY", tmp_path / "history.csv")
    line = {
        "date": "2026-11-27", "version": "0.2.0", "machine": "某处理器", "cores": "2",
        "load": "0.1",
        "engine_numpy": "1.40", "run_floor": "1.30", "papermill_run": "6.00",
        "cold_papermill": "0.60",
    }  # fmt: skip
    assert history.last_like(line) is None
    assert list(history.compared(None, line)) == ["这台机器还没有以前的记录。"]
    others = line | {"cores": "8", "engine_numpy": "9.99"}
    rows = "\n".join(",".join(row.values()) for row in (line, others))
    history.HISTORY.write_text(",".join(line) + "\n" + rows + "\n", encoding="utf-8")
    before = history.last_like(line)
    assert before == line  # not the later line of another machine
    # A tenth more is noise; half as much again is slower, and so is a lead cut by a third.
    now = line | {"engine_numpy": "1.54", "run_floor": "1.95", "papermill_run": "4.00"}
    assert [said.endswith("变慢") for said in history.compared(before, now)] == [
        False, False, True, True, False,
    ]  # fmt: skip
    assert "run_floor 1.30 → 1.95（+50%）" in "\n".join(history.compared(before, now))


def test_an_unknown_size_says_which_there_are() -> None:
    done = run("--fastest")
    assert done.returncode == 1
    assert "--quick" in done.stderr
