"""Forms written as workbooks: as they are published, and as they were read, to correct.

In: a `Declaration`. Out: a workbook.
"""
