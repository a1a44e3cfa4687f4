"""Stored notebooks held against a new run of them: by value and picture, within a tolerance.

In: the outputs of both. Out: every `Move`; `plugin` lets nbval compare in this way.
"""
