"""审计发现处理.xlsx written: the program's columns anew, what people typed as it was.

In: an audit, and the workbook that is there. Out: `write_wordbook` → the workbook, with every cell
that somebody typed, wherever it was.
"""
