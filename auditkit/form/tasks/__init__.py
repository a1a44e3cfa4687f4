"""The year's main tasks (年度主要任务): heading, names, content, amounts.

In: rows. Out: `Task`s with budget and fiscal part in 万元, and the printed total.
"""
