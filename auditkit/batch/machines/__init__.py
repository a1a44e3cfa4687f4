"""The same batch past one machine: errands for a Dask cluster, and copies of its folders.

In: the runs of a plan. Out: their outcomes, as from a pool of this machine.
"""
