"""取数: figures by the row, from a CSV, a workbook, a Parquet file, a DataFrame or a database.

In: one table, whatever it comes from (`layout.py` names its columns). Out: `Facts`, each figure
with the row it stands on and what the row says of its origin.
"""
