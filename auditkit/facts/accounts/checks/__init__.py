"""Which figures of a document must agree: within a table, between tables, with the text.

In: tables and statements. Out: tie-outs, and the one cause of those that break together.
"""
