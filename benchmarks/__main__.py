"""Every benchmark, one table each."""

import subprocess
import sys

BENCHES = ("reading", "engine", "notebooks", "cluster")


def main() -> None:
    """Each in a process of its own: what one has loaded must not warm the next."""
    for name in BENCHES:
        subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=True)


if __name__ == "__main__":
    main()
