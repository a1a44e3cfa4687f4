"""The tables of published accounts: heads, rows, figures, put together over pages.

In: grids. Out: `Table`s whose figures are in 万元 with the precision printed.
"""
