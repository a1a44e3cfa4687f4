"""账簿: the accounts of a year as a trial balance (科目余额表) or as GB/T 24589 XML.

In: such a file. Out: `Ledger`, its accounts with opening, movement and closing, checked, and by the
mapping of `rules/ledger.yaml` the facts that they come to.
"""
