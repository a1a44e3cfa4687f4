"""Whose form it is and of which year: what stands above its tables.

In: rows. Out: department, project, year, each with its cell.
"""
