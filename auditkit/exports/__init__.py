"""A report as PDF and as Word, made of what its tables and figures show and carry.

pdf_bytes(notebook, title=...)     word_bytes(notebook, title=...)
"""

from auditkit.exports.pdf import pdf_bytes
from auditkit.exports.word import word_bytes

__all__ = ["pdf_bytes", "word_bytes"]
