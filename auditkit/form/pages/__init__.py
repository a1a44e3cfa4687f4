"""Which sheets, pages and rows of a file belong to the form, where it begins and ends.

In: the grids of a file. Out: the rows of each form; what is left out is told.
"""
