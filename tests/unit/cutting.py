"""A text with what is cut out of it."""

from index.cleaning.boilerplate import cut_boilerplate, cut_stretches
from index.cleaning.manuscript import Manuscript

FIRST = "Die neue Halle in Linz wird im Herbst eröffnet, teilte das Werk am Mittwoch mit."
SECOND = "Sie kostet 14,5 Millionen Euro und schafft 120 Stellen."
BODY = f"{FIRST} {SECOND}"


def cut(text: str) -> str:
    return cut_stretches(cut_boilerplate(Manuscript(text))).read()
