"""One page of a PDF: its characters and lines, and the grids that lines rule.

In: a page's instructions, within bounds of time and memory. Out: grids, glyphs that cannot be read.
"""
