"""Run the notebooks and store their outputs in them, after an approved change: `make notebooks`."""

from pathlib import Path

from auditkit.execution import execute, notebook_bytes
from auditkit.saving import write_bytes

NOTEBOOKS = Path(__file__).parent.parent / "notebooks"


def main() -> None:
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        write_bytes(path, notebook_bytes(execute(path, {}, NOTEBOOKS)))


if __name__ == "__main__":
    main()
