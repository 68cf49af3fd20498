"""Word files to plain text: headings, paragraphs, lists and tables in the order of the document."""

from index.cleaning.docx.reading import read_docx

__all__ = ["read_docx"]
