"""A form that is read again is kept, and no other is taken for it. 示例数据（虚构）."""

from pathlib import Path

from layout_forms import EVALUATION

from auditkit.files.readers import read_grids
from auditkit.form import read_declaration
from auditkit.form.reading import declaration_in, read_forms
from auditkit.rules import load_rulepack


def written(folder: Path, *rows: tuple[str, ...]) -> Path:
    folder.mkdir(parents=True)
    path = folder / "申报表.txt"
    path.write_text("\n".join("\t".join(row) for row in rows or EVALUATION), "utf-8")
    return path


def test_it_is_the_very_same_wherever_its_folder_lies(tmp_path: Path) -> None:
    one, other = (written(tmp_path / name / "某局" / "2023") for name in "甲乙")
    pack = load_rulepack()
    assert read_declaration(one, pack) is read_declaration(other, pack)
    assert read_forms(one, pack)[0].indicators is read_declaration(one, pack).indicators
    assert read_declaration(one, pack) == declaration_in(read_grids(one), one, pack)


def test_what_the_folder_lends_it_is_that_folder_s(tmp_path: Path, form_path: Path) -> None:
    lines = form_path.read_text("utf-8").splitlines()
    rows = [tuple(line.split("\t")) for line in lines if line.strip() != "(2020年度)"]
    for year in (2022, 2019, 2022):
        path = tmp_path / "某局" / str(year) / "申报表.txt"
        if not path.is_file():
            written(path.parent, *rows)
        assert read_declaration(path).year == year


def test_what_was_changed_in_the_file_is_read(tmp_path: Path, form_path: Path) -> None:
    path = tmp_path / "申报表.txt"
    text = form_path.read_text("utf-8")
    budgets = []
    for amount in ("177.72", "177.73"):
        path.write_text(text.replace("\t177.72\t", f"\t{amount}\t", 1), "utf-8")
        (task,) = [t for t in read_declaration(path).tasks if t.name == "发展规划督导评估工作"]
        budgets.append(task.budget)
    assert budgets == [177.72, 177.73]


def test_another_pack_reads_it_by_its_own_words(form_path: Path) -> None:
    pack = load_rulepack()
    again = pack.model_copy(deep=True)
    assert read_declaration(form_path, pack) is not read_declaration(form_path, again)
    assert read_declaration(form_path, pack) == read_declaration(form_path, again)
