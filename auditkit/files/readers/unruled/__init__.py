"""Tables without ruling lines: rows and columns by where the words stand.

In: the characters of pages. Out: grids, and what of them is not sure.
"""
