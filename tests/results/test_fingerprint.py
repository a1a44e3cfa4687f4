"""What a run is made from: whatever decides its bytes moves the key, nothing else does."""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from auditkit.errors import AuditError
from auditkit.results.fingerprint import (
    Ingredients,
    ingredients,
    input_files,
    notebook_path,
    pack_files,
)

ROOT = Path(__file__).parents[2]
DEPARTMENT = "郑州市教育局"
FORMATS = ("html", "xlsx")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "data" / DEPARTMENT, tmp_path / "data" / DEPARTMENT)
    return tmp_path / "data"


def made_of(data: Path, year: int = 2020, rulepack: str = "zhengzhou-2020") -> Ingredients:
    return ingredients(DEPARTMENT, year, data, rulepack, notebook_path(), FORMATS)


def test_every_input_stands_with_its_sha256_and_size(data: Path) -> None:
    form = data / DEPARTMENT / "2020" / "申报表.txt"
    found = {seal.name: seal for seal in made_of(data).inputs}
    assert sorted(found) == [
        f"{DEPARTMENT}/2020/实际数-示例数据（虚构）.xlsx",
        f"{DEPARTMENT}/2020/申报表.txt",
    ]
    seal = found[f"{DEPARTMENT}/2020/申报表.txt"]
    assert seal.sha256 == hashlib.sha256(form.read_bytes()).hexdigest()
    assert seal.size == len(form.read_bytes())


def test_the_same_files_in_another_folder_have_the_same_key(data: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere" / "data"
    shutil.copytree(data, elsewhere)
    assert made_of(elsewhere).key == made_of(data).key


def test_a_changed_an_added_and_a_removed_input_each_move_the_key(data: Path) -> None:
    folder = data / DEPARTMENT / "2020"
    keys = [made_of(data).key]
    with (folder / "申报表.txt").open("a", encoding="utf-8") as form:
        form.write(" ")
    keys.append(made_of(data).key)
    (folder / "决算.pdf").write_bytes(b"%PDF-1.4")
    keys.append(made_of(data).key)
    (folder / "申报表.txt").unlink()
    keys.append(made_of(data).key)
    assert len(set(keys)) == 4


def test_a_change_that_keeps_the_size_moves_the_key(data: Path) -> None:
    form = data / DEPARTMENT / "2020" / "申报表.txt"
    before = made_of(data).key
    form.write_bytes(form.read_bytes()[:-1] + b"x")
    assert made_of(data).key != before


def test_files_of_all_years_before_are_inputs_and_those_of_a_later_one_are_not(data: Path) -> None:
    for year in ("2018", "2019", "2021"):
        (data / DEPARTMENT / year).mkdir()
        (data / DEPARTMENT / year / "申报表.txt").write_text("x", "utf-8")
    names = [seal.name for seal in made_of(data).inputs]
    assert f"{DEPARTMENT}/2018/申报表.txt" in names
    assert f"{DEPARTMENT}/2019/申报表.txt" in names
    assert not any("2021" in name for name in names)


def test_the_fact_store_is_an_input_only_of_a_folder_that_takes_its_figures_from_it(
    data: Path,
) -> None:
    (data / "实际数.parquet").write_bytes(b"x")
    # 2020 has a workbook of its own, 2019 is no folder.
    assert "实际数.parquet" not in input_files(DEPARTMENT, 2020, data)
    (data / DEPARTMENT / "2019").mkdir()
    assert "实际数.parquet" in input_files(DEPARTMENT, 2020, data)
    assert [seal.name for seal in made_of(data).inputs] == list(input_files(DEPARTMENT, 2020, data))


def test_lock_files_and_system_files_are_no_inputs(data: Path) -> None:
    before = made_of(data).key
    for name in ("~$实际数.xlsx", ".DS_Store", "Thumbs.db"):
        (data / DEPARTMENT / "2020" / name).write_bytes(b"x")
    assert made_of(data).key == before


def test_formats_count_as_a_set_and_parameters_by_value(data: Path) -> None:
    def key(formats: tuple[str, ...], **parameters: str) -> str:
        args = (DEPARTMENT, 2020, data, "zhengzhou-2020", notebook_path(), formats)
        return ingredients(*args, parameters).key

    assert key(("html", "xlsx")) == key(("xlsx", "html", "html"))
    assert key(("html",)) != key(("html", "xlsx"))
    assert key(("html",), level1="管理效率") != key(("html",))


def test_an_extended_pack_is_sealed_with_what_it_extends(tmp_path: Path, data: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text("extends: zhengzhou-2020\n", "utf-8")
    assert [seal.name for seal in pack_files(str(own))] == ["zhengzhou-2020.yaml", "own.yaml"]
    before = made_of(data, rulepack=str(own)).key
    own.write_text("extends: zhengzhou-2020\ntitle: 本地\n", "utf-8")
    assert made_of(data, rulepack=str(own)).key != before


def test_a_department_without_a_form_rests_on_the_common_pack(data: Path) -> None:
    (data / DEPARTMENT / "2020" / "申报表.txt").unlink()
    assert [seal.name for seal in made_of(data).rulepack] == ["common.yaml"]


def test_a_faulty_pack_is_refused_and_a_missing_folder_has_no_inputs(data: Path) -> None:
    with pytest.raises(AuditError, match="没有这个规则包"):
        made_of(data, rulepack="zhengzhou-2021")
    assert made_of(data, year=1999).inputs == ()


def test_a_link_that_leads_nowhere_is_no_input(data: Path) -> None:
    link = data / DEPARTMENT / "2020" / "附件.pdf"
    link.symlink_to(data / "nowhere.pdf")
    assert not any(seal.name.endswith("附件.pdf") for seal in made_of(data).inputs)


def test_neither_pandas_nor_nbformat_is_loaded_for_it() -> None:
    code = (
        "import sys; from pathlib import Path; from auditkit.results.fingerprint import *;"
        f"ingredients({DEPARTMENT!r}, 2020, Path('data'), 'zhengzhou-2020', notebook_path(), ());"
        "print({'pandas', 'nbformat', 'openpyxl', 'matplotlib'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.strip() == "set()", done.stderr


def test_a_change_in_any_room_is_a_change_of_the_code(tmp_path: Path) -> None:
    shutil.copytree(
        ROOT / "auditkit", tmp_path / "auditkit", ignore=shutil.ignore_patterns("__pycache__")
    )
    program = """
from pathlib import Path
from auditkit.results import fingerprint
package = Path("auditkit").resolve()
assert Path(fingerprint.__file__).is_relative_to(package)
count = fingerprint.code.__wrapped__
seen = [count()]
for room in sorted(path for path in package.iterdir() if (path / "__init__.py").is_file()):
    with (room / "__init__.py").open("a") as file:
        file.write("#")
    seen.append(count())
with (package / "rules" / "packs" / "common.yaml").open("a") as file:
    file.write("#")
print(len(seen), len(set(seen)), count() == seen[-1])
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.stdout.split() == ["17", "17", "True"], done.stderr
