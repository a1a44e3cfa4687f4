"""The indicators of a form: each under its 一级 and 二级, with target, weight and result.

In: rows below a heading. Out: declared indicators, and the repairs of their rows.
"""
