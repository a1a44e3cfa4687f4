"""The recipes of CONTRIBUTING.md, followed to the letter."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from test_rulepack import assert_worked, lacking_cases, undeclared_references

from auditkit.audit.opening import open_audit
from auditkit.form import read_declaration
from auditkit.rules.load import FOLDER, load_rulepack
from auditkit.rules.rulepack import RulePack

ROOT = Path(__file__).parents[2]
RECIPES = dict(
    re.findall(
        r"^## (Add [^\n]*)\n(.*?)(?=^## )",
        (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"),
        re.MULTILINE | re.DOTALL,
    )
)


def block(recipe: str, language: str) -> str:
    """The one block of code in a recipe."""
    (found,) = re.findall(rf"^```{language}\n(.*?)^```$", RECIPES[recipe], re.MULTILINE | re.DOTALL)
    return str(found)


@pytest.fixture(params=["shipped", "copied"])
def pack(request: pytest.FixtureRequest, tmp_path: Path) -> RulePack:
    """The example, over the shipped pack and over a copy of it that lies beside the example."""
    text = block("Add an indicator", "yaml")
    if request.param == "copied":
        text = text.replace("extends: zhengzhou-2020", "extends: copy.yaml", 1)
        (tmp_path / "copy.yaml").write_bytes((FOLDER / "zhengzhou-2020.yaml").read_bytes())
    path = tmp_path / "my-pack.yaml"
    path.write_text(text, encoding="utf-8")
    return load_rulepack(path)


def added(pack: RulePack) -> set[str]:
    return set(pack.rules) - set(load_rulepack("zhengzhou-2020").rules)


def test_the_example_is_one_pack_and_adds_its_indicators(pack: RulePack) -> None:
    stated = {
        item["name"]
        for groups in yaml.safe_load(block("Add an indicator", "yaml"))["indicators"].values()
        for group in groups.values()
        for item in group["indicators"]
    }
    assert added(pack) == stated
    assert stated
    assert (pack.name, pack.place, pack.years) == ("my-pack", "郑州市", (2020, 2020))


def test_the_example_has_the_cases_and_references_that_are_asked_for(pack: RulePack) -> None:
    assert lacking_cases(pack) == []
    assert undeclared_references(pack) == []
    for name in added(pack):
        rule = pack.rules[name]
        assert rule.aliases
        assert len({case.title for case in rule.cases}) == len(rule.cases) >= 4


def test_the_cases_of_the_example_come_out(pack: RulePack) -> None:
    for name in added(pack):
        for case in pack.rules[name].cases:
            assert_worked(pack, pack.rules[name], case)


def test_an_indicator_counts_only_where_the_form_has_it(pack: RulePack) -> None:
    audit = open_audit("郑州市教育局", 2020, ROOT / "data", pack)
    assert not added(pack) & set(audit.frame["indicator"])
    assert audit.score == open_audit("郑州市教育局", 2020, ROOT / "data").score


def test_there_is_a_recipe_for_each_way_to_extend_it() -> None:
    assert list(RECIPES) == [
        "Add an indicator",
        "Add a scoring rule",
        "Add a kind of finding",
        "Add a kind of file",
        "Add a heading word of a place",
    ]


def carried_out(recipe: str, folder: Path, program: str) -> str:
    """What a program prints in a copy of the package that the recipe's diff was applied to."""
    # What is compiled of the package is good for its copy; what is being written is not there yet.
    ignore = shutil.ignore_patterns("*.pyc.*")
    shutil.copytree(ROOT / "auditkit", folder / "auditkit", ignore=ignore)
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    apply = ["git", "apply", "--recount", "-C1", "-"]
    diff = block(recipe, "diff")
    done = subprocess.run(apply, cwd=folder, input=diff, text=True, capture_output=True)
    assert done.returncode == 0, done.stderr
    command = [sys.executable, "-c", program]
    environment = os.environ | {"PYTHONPATH": str(folder)}
    done = subprocess.run(command, cwd=folder, env=environment, text=True, capture_output=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_scoring_rule_scores_and_computes_in_the_working_paper(tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_text(
        "extends: zhengzhou-2020\nscoring: {quantity: half}\n", "utf-8"
    )
    said = carried_out(
        "Add a scoring rule",
        tmp_path,
        f"""
from auditkit import open_audit, what_if
from auditkit.documents.workpaper import working_paper
from auditkit.rules.scoringrules import QUANTITY
rule = QUANTITY["half"]
print(rule.points("≥", [95, 95, 95], [95, 94.99, 1], [2, 2, 3]).tolist())
print(rule.points("≤", [5, 5], [5, 5.01], [1, 1]).tolist())
audit = open_audit("郑州市教育局", 2020, {str(ROOT / "data")!r}, "pack.yaml")
# 10.30 % of at most 10 %
(missed,) = (one for one in audit.assessed if one.name == "预算调整率")
print(missed.status, round(missed.points / missed.weight, 6))
print(rule.text in audit.score.rule)
working_paper(audit)
""",
    )
    assert said.splitlines() == ["[2.0, 1.0, 1.5]", "[1.0, 0.5]", "未达标 0.5", "True"]


def test_a_kind_of_finding_is_found_and_catalogued(tmp_path: Path) -> None:
    said = carried_out(
        "Add a kind of finding",
        tmp_path,
        f"""
from dataclasses import replace
from auditkit import open_audit
from auditkit.findings.all import findings
from auditkit.findings.kinds import KINDS
from auditkit.findings.review.tasks import on_tasks
print(KINDS["S90"].title)
audit = open_audit("郑州市教育局", 2020, {str(ROOT / "data")!r})
tasks = audit.declaration.tasks
bare = replace(audit.declaration, tasks=(replace(tasks[0], content=""), *tasks[1:]))
found = [f for f in on_tasks(bare, audit.facts, audit.pack) if f.code == "S90"]
print([finding.subject == tasks[0].name for finding in found])
print([f for f in audit.findings if f.code == "S90"])
""",
    )
    assert said.splitlines() == ["任务没有写明内容", "[True]", "[]"]


def test_a_kind_of_file_is_read_as_any_other(tmp_path: Path) -> None:
    lines = (ROOT / "data/郑州市教育局/2020/申报表.txt").read_text("utf-8").splitlines()
    form = tmp_path / "申报表.json"
    form.write_text(json.dumps([line.split("\t") for line in lines]), "utf-8")
    (tmp_path / "坏.json").write_text("[[1,", "utf-8")
    said = carried_out(
        "Add a kind of file",
        tmp_path,
        """
from auditkit import AuditError, read_declaration
declaration = read_declaration("申报表.json")
print(declaration.department, len(declaration.tasks), len(declaration.indicators))
try:
    read_declaration("坏.json")
except AuditError as error:
    print(error)
""",
    )
    # As the published form is printed: 55 tasks and 48 indicators.
    assert said.splitlines() == ["郑州市教育局 55 48", "坏.json：JSON 已损坏。请重新导出。"]


def test_a_heading_word_of_a_place_needs_its_pack_alone(tmp_path: Path) -> None:
    pack = tmp_path / "pack.yaml"
    pack.write_text(block("Add a heading word of a place", "yaml"), "utf-8")
    rows = [
        ["项目支出绩效目标申报表（虚构）"],
        ["（2023年度）"],
        ["项目名称", "示例公路养护（虚构）", "主管部门", "示例县交通局（虚构）"],
        ["年度资金总额（万元）", "120"],
        ["年度目标", "完成养护。"],
        ["一级指标", "二级指标", "三级指标", "考核刻度"],
        ["产出指标", "数量指标", "养护里程", "≥30公里"],
    ]
    form = tmp_path / "绩效目标表.txt"
    form.write_text("\n".join("\t".join(row) for row in rows), "utf-8")
    (indicator,) = read_declaration(form, load_rulepack(pack)).indicators
    assert (indicator.target.sign, indicator.target.value, indicator.target.unit) == (
        "≥",
        30,
        "公里",
    )
