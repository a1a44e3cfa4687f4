"""Pages that are pictures: characters recognised offline, tables by their lines.

In: pictures of pages. Out: grids, each figure with the place that a person compares it with.
"""
