"""A program that runs notebooks on the warm kernelspec before, in and after pools of its own."""

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

AFTER = 9
# What each of the kernels would import for itself. What else a report's kernel needs, the warm
# process that a second notebook starts would import longer than all notebooks run.
WARM = ("ipykernel.kernelapp", "IPython.core.completer", "IPython.core.magics")
forking.KERNEL = WARM


def run(number: int) -> str:
    """What a notebook of one cell shows, run on the warm kernelspec."""
    source = f"import sys\n({number}, 'auditkit.kernels.child' in sys.modules)"
    notebook: nbformat.NotebookNode = new_notebook(cells=[new_code_cell(source)])
    NotebookClient(notebook, kernel_name="auditkit", timeout=60).execute()
    return str(notebook.cells[0].outputs[0].data["text/plain"])


def pool(kind: str, size: int) -> Executor:
    if kind == "threads":
        return ThreadPoolExecutor(size)
    return ProcessPoolExecutor(size, mp_context=multiprocessing.get_context(kind))


def main(said: Path, warm: str, *kinds: str) -> None:
    found: dict[str, list[str]] = {}
    if warm == "warm":
        kernels.start()
    # Both processes of its pool are forked from a server that has imported this once.
    multiprocessing.set_forkserver_preload(["pools"])
    found["before"] = [run(0)]
    for kind in kinds:
        # Processes that start their own kernels know nothing of each other: one tells it all.
        size = 2 if warm == "warm" or kind == "threads" else 1
        with pool(kind, size) as executor:
            # One more than there are: one of them runs a second notebook.
            found[kind] = list(executor.map(run, range(1, size + 2)))
        # Where none is warm yet, a second notebook of this process would have one started.
        if warm == "warm":
            found[f"after {kind}"] = [run(AFTER)]
    found["after"] = [run(AFTER)]
    said.write_text(json.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
