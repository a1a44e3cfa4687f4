"""Same inputs, same bytes: two machines could not differ more than these two runs do."""

import datetime as dt
import io
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from elsewhere import elsewhere

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
DEPARTMENT = "郑州市教育局"
FORMATS = ("html", "pdf", "docx", "xlsx")
USERS = ("zhangsan-jia", "lisi-yi")
# Nineteen hours apart: their dates differ for most of the day.
ZONES = ("Pacific/Kiritimati", "America/New_York")
Outputs = dict[str, bytes]


def made_by(user: str, zone: str, time: int, place: Path, *, warm: bool) -> Outputs:
    """The outputs of a run of another user, in another zone and folder, with other file times.

    `warm`: in the process of `elsewhere`, which has imported more and hashes otherwise; else in one
    that has just started.
    """
    home = place / user
    home.mkdir(parents=True)
    shutil.copytree(ROOT / "data" / DEPARTMENT, place / "data" / DEPARTMENT)
    for path in (place / "data").rglob("*"):
        os.utime(path, (time, time))
    environment = os.environ | {
        "TZ": zone,
        "PYTHONHASHSEED": "1",
        "HOME": str(home),
        "USER": user,
        "LOGNAME": user,
        "TMPDIR": str(home),
    }
    line = ["auditkit", "report", DEPARTMENT, "2020", "--output", "out"]
    line += ["--formats", ",".join(FORMATS)]
    if warm:
        code = (
            f"import sys; sys.argv = {line!r}; from auditkit.cli import main\n"
            "try: main()\n"
            "except SystemExit as end: assert not end.code"
        )
        elsewhere("builtins:exec", code, cwd=place, env=environment)
    else:
        done = subprocess.run(
            [sys.executable, "-m", *line],
            cwd=place,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
    files = sorted((place / "out" / "2020" / DEPARTMENT).iterdir())
    return {path.name: path.read_bytes() for path in files}


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    base = tmp_path_factory.mktemp("machines")
    return base / "one", base / "another" / "deeper" / "down"


@pytest.fixture(scope="module")
def runs(places: tuple[Path, Path]) -> tuple[Outputs, Outputs]:
    one = made_by(USERS[0], ZONES[0], 1, places[0], warm=False)
    return one, made_by(USERS[1], ZONES[1], 987_654_321, places[1], warm=True)


def test_every_output_but_the_manifest_is_the_same_to_the_byte(
    runs: tuple[Outputs, Outputs],
) -> None:
    one, another = runs
    assert set(one) == set(another)
    endings = {Path(name).suffix for name in one}
    assert endings == {".html", ".pdf", ".docx", ".xlsx", ".ipynb", ".json"}
    differing = [name for name in one if one[name] != another[name]]
    assert differing == ["manifest.json"]


def test_no_time_place_or_user_is_in_any_of_them(
    runs: tuple[Outputs, Outputs], places: tuple[Path, Path]
) -> None:
    now = dt.datetime.now(dt.UTC)
    days = {(now + dt.timedelta(days=shift)).date() for shift in (-1, 0, 1)}
    days_said = {f"{day:{form}}" for day in days for form in ("%Y-%m-%d", "%Y%m%d", "%Y/%m/%d")}
    telling = [*USERS, *map(str, places), str(ROOT), str(Path(sys.prefix)), *days_said]
    for outputs in runs:
        for name, content in outputs.items():
            if name == "manifest.json":
                telling_here = [text for text in telling if text not in days_said]
            else:
                telling_here = telling
            for part, text in parts(name, content):
                found = [said for said in telling_here if said.encode() in text]
                assert not found, f"{name} {part}: {found}"


def parts(name: str, content: bytes) -> list[tuple[str, bytes]]:
    """A file and, where it is an archive, what is in it."""
    if not name.endswith((".xlsx", ".docx")):
        return [(name, content)]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [(part, archive.read(part)) for part in archive.namelist()]
