"""The year's overall goals (年度总体目标): their rows, texts and fulfilment.

In: rows. Out: `Goal`s, and what of them was not understood.
"""
