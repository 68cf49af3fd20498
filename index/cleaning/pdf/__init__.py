"""PDF files to plain text: paragraphs in the order they were printed, without heads and feet.

The way through: pieces of text as they are drawn → lines → paragraphs.
"""

from index.cleaning.pdf.reading import read_pdf

__all__ = ["read_pdf"]
