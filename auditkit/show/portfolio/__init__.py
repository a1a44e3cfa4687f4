"""What is shown of many departments: ranking, heat map, distributions, money.

In: the frame of a portfolio. Out: tables and pictures.
"""
