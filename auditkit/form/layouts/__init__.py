"""Tables that are arranged another way, made into one indicator a row.

In: rows of crossed, paired, told or many-project tables. Out: the same cells, in the usual order.
"""
