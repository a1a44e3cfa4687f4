"""Every benchmark, one table each."""

from benchmarks.reading import main

if __name__ == "__main__":
    main()
