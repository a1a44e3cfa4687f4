"""The text of published accounts: what each sentence says of which subject.

In: prose and tables. Out: `Statement`s in 万元, and every number that none holds.
"""
