"""Lists of the text of accounts are written out, each character with where it stood."""

import pytest

from auditkit.facts.accounts.text.enumerations import written_out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "货物、工程、服务支出分别为60万元、0和150万元。",
            "货物支出60万元,工程支出0万元,服务支出150万元。",
        ),
        # Two lists with no mark between them: the first is no part of the second's names.
        (
            "基本支出、项目支出分别为12.5万元、3万元货物、工程支出依次为5万元、4万元。",
            "基本支出12.5万元,项目支出3万元货物支出5万元,工程支出4万元。",
        ),
        # As many names as amounts, or nothing.
        ("货物、工程支出分别为60万元、0和150万元。", "货物、工程支出分别为60万元、0和150万元。"),
    ],
)
def test_as_many_names_as_amounts_are_written_out(text: str, said: str) -> None:
    written = written_out(text)
    assert "".join(char for char, _ in written) == said
    places = [place for _, place in written]
    assert places == sorted(places)
    assert (places[0], places[-1]) == (0, len(text) - 1)
