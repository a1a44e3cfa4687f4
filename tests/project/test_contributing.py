"""The recipe of CONTRIBUTING.md, followed to the letter."""

import re
from pathlib import Path

import pytest
import yaml
from test_rulepack import assert_worked, lacking_cases, undeclared_references

from auditkit.audit.audit import open_audit
from auditkit.rules.load import FOLDER, load_rulepack
from auditkit.rules.rulepack import RulePack

ROOT = Path(__file__).parents[2]
BLOCKS = re.findall(
    r"^```yaml\n(.*?)^```$",
    (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"),
    re.MULTILINE | re.DOTALL,
)


@pytest.fixture(params=["shipped", "copied"])
def pack(request: pytest.FixtureRequest, tmp_path: Path) -> RulePack:
    """The example, over the shipped pack and over a copy of it that lies beside the example."""
    text = "".join(BLOCKS)
    if request.param == "copied":
        text = text.replace("extends: zhengzhou-2020", "extends: copy.yaml", 1)
        (tmp_path / "copy.yaml").write_bytes((FOLDER / "zhengzhou-2020.yaml").read_bytes())
    path = tmp_path / "my-pack.yaml"
    path.write_text(text, encoding="utf-8")
    return load_rulepack(path)


def added(pack: RulePack) -> set[str]:
    return set(pack.rules) - set(load_rulepack("zhengzhou-2020").rules)


def test_the_example_is_one_pack_and_adds_its_indicators(pack: RulePack) -> None:
    (block,) = BLOCKS
    stated = {
        item["name"]
        for groups in yaml.safe_load(block)["indicators"].values()
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
