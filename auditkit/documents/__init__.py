"""A report as PDF and as Word, made of what its tables and figures show and carry.

pdf_bytes(notebook, title=...)     word_bytes(notebook, title=...)
"""

from auditkit.documents.pdf import pdf_bytes
from auditkit.documents.word import word_bytes

__all__ = ["pdf_bytes", "word_bytes"]
