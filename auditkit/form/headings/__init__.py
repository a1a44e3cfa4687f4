"""What the headings of a form mean, whatever their words: columns, labels, levels.

In: rows and the heading words of the place. Out: which column holds what, and which none knows.
"""
