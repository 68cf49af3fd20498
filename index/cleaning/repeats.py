"""Paragraphs that stand there twice in a row, as exports and teasers leave them."""

from index.cleaning.manuscript import Line, Manuscript, Strike

# What is shorter may be said twice on purpose: a chorus, an answer, a cell of a table.
_LEAST = 60


def drop_repeats(sheet: Manuscript) -> Manuscript:
    """Strike a paragraph that only says the one above it again, letter by letter."""
    strikes, above = list[Strike](), Line(0, "")
    for line in filter(lambda line: line.text.strip(), sheet.lines()):
        between = sheet.text[above.start + len(above.text) : line.start]
        same = line.text.strip() == above.text.strip() and len(line.text) >= _LEAST
        if same and not between.strip():
            strikes.append(line.strike("said twice"))
        above = line
    return sheet.strike(strikes)
