"""The tables of a report and its annexes.

In: an audit. Out: tables with their data.
"""
