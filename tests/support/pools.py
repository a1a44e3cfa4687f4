"""A program that runs notebooks on the warm kernelspec before, in and after a pool of its own."""

import json
import multiprocessing
import sys
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

# Before the libraries that load nbformat: each process of a pool would build its grammar.
from auditkit.kernels.deferred import nbformat  # isort: skip
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from auditkit import kernels
from auditkit.kernels import forking

# One process of the two runs a second notebook.
RUNS = 3
# What each of the kernels would import for itself. What else a report's kernel needs, the warm
# process that a second notebook starts would import longer than all five notebooks run.
WARM = ("ipykernel.kernelapp", "IPython.core.completer", "IPython.core.magics")
forking.KERNEL = WARM


def run(number: int) -> str:
    """What a notebook of one cell shows, run on the warm kernelspec."""
    source = f"import sys\n({number}, 'auditkit.kernels.child' in sys.modules)"
    notebook: nbformat.NotebookNode = new_notebook(cells=[new_code_cell(source)])
    NotebookClient(notebook, kernel_name="auditkit", timeout=60).execute()
    return str(notebook.cells[0].outputs[0].data["text/plain"])


def pool(kind: str) -> Executor:
    if kind == "threads":
        return ThreadPoolExecutor(2)
    return ProcessPoolExecutor(2, mp_context=multiprocessing.get_context(kind))


def main(kind: str, warm: str, said: Path) -> None:
    if warm == "warm":
        kernels.start()
    found = [run(0)]
    with pool(kind) as executor:
        found += executor.map(run, range(1, RUNS + 1))
    found.append(run(RUNS + 1))
    said.write_text(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
