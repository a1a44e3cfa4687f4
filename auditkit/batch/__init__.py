"""The batch: many departments and years planned, run beside each other, and kept in order."""
