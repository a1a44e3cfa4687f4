"""Whether a process that a test knows by its number still runs."""

import psutil


def has_ended(pid: int) -> bool:
    """Also one that has ended and that nobody has waited for.

    It may end between the question whether it is there and the reading of its state.
    """
    try:
        return psutil.Process(pid).status() in (psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD)
    except psutil.NoSuchProcess:
        return True
