"""`python -m auditkit` is the command line."""

from auditkit.cli.program import program

program()
