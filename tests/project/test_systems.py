"""What is checked for other systems is all that they may read otherwise."""

from of_systems import of_systems, sources, standard_stubs


def test_what_asks_for_the_system_is_among_the_checked() -> None:
    read = sources()
    asking = {
        name
        for name, text in read.items()
        if any(word in text for word in ("sys.platform", "os.name", "fcntl", "msvcrt", "os.fork"))
    }
    assert len(asking) >= 10
    assert asking <= set(of_systems(read, standard_stubs()))


def test_a_use_of_what_some_systems_lack_is_seen_with_and_without_its_module() -> None:
    planted = {
        "none": "import json\njson.loads(text).get(1)",
        "forks": "import os\nos.fork()",
        "inside": "def own():\n    from multiprocessing import connection",
        "owner": "def whose(path: Path):\n    return path.owner()",
        "born": "def when(state):\n    return state.st_birthtime",
    }
    assert of_systems(planted, standard_stubs()) == ["born", "forks", "inside", "owner"]
