"""What auditkit rests on: licences that anybody may use, and a list of it."""

import re
from importlib.metadata import PathDistribution
from pathlib import Path

from bill_of_materials import bill, installed, licences
from vulnerabilities import verdict

# Each lets an office use and hand on the program; what changes a library itself (MPL) stays open.
ALLOWED = frozenset(
    {
        "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "MIT", "MIT-0",
        "MIT-CMU", "MPL-2.0", "PSF-2.0", "Unlicense", "Zlib",
    }
)  # fmt: skip


def test_every_distribution_states_a_licence_that_is_on_the_list() -> None:
    found = installed(("test",))
    assert {"pandas", "jupyterlab", "lxml", "typst", "pytest", "distributed"} <= set(found)
    unknown = sorted(name for name, one in found.items() if not licences(one))
    assert unknown == []
    others = {name: licences(one) - ALLOWED for name, one in found.items()}
    assert {name: some for name, some in others.items() if some} == {}


def test_a_licence_that_is_not_on_the_list_is_seen(tmp_path: Path) -> None:
    (tmp_path / "METADATA").write_text(
        "Metadata-Version: 2.4\nName: x\nVersion: 1\nLicense-Expression: GPL-3.0-only OR MIT\n"
    )
    assert licences(PathDistribution(tmp_path)) == {"GPL", "MIT"}


def test_the_list_of_materials_names_everything_once_and_no_time() -> None:
    made = bill()
    assert (made["bomFormat"], made["specVersion"]) == ("CycloneDX", "1.6")
    names = [one["name"] for one in made["components"]]
    assert names == sorted(set(names)) == list(installed())
    for one in made["components"]:
        assert re.fullmatch(r"pkg:pypi/[a-z0-9-]+@\S+", one["purl"])
        assert one["licenses"]
    assert "timestamp" not in made["metadata"]
    assert "serialNumber" not in made
    assert bill() == made


def test_what_could_not_be_asked_about_is_no_clean_bill() -> None:
    sound = {"name": "a", "version": "1", "vulns": []}
    own = {"name": "auditkit", "skip_reason": "not found"}
    unasked = {"name": "b", "skip_reason": "not found"}
    bad = {"name": "c", "version": "2", "vulns": [{"id": "PYSEC-1"}]}
    assert verdict({"dependencies": [sound, own]}) == (0, "1个组件没有已知漏洞。")
    code, said = verdict({"dependencies": [sound, unasked]})
    assert code == 1
    assert said.startswith("1个组件没有已知漏洞。\n1个组件没有核对（b…）")
    assert verdict({"dependencies": [sound, bad]}) == (1, "c 2：PYSEC-1")
