"""Rows of a form: laid end to end, under their columns, joined where a page cut them.

In: grids. Out: `FormRow`s, each cell with its address.
"""
