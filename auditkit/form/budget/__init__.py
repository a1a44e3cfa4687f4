"""The budget block of a form (资金), in each of the layouts that places print it in.

In: rows. Out: budget lines in 万元, and the amounts that no line has taken.
"""
