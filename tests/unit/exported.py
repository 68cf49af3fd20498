"""Answers to be exported."""

from datetime import date

from index.records import Article
from rag.records import Answer, Citation, Finding, Statement
from ui.exports import export_texts

DE, EN = export_texts("de"), export_texts("en")
COST = "Das kostet 4,2 Millionen Euro."
DIKE = Article(
    "dike",
    "Ein höherer Deich",
    f"Der Deich wird erhöht. {COST}",
    "https://www.bote.example/deich?a=1&b=2",
    "Inselbote",
    date(2025, 3, 9),
    "de",
)
BARE = Article("bare", "", "The dike costs £3.6m.", language="en")
FIRST = Citation(1, DIKE, 23, 53, COST, (34, 52))
SECOND = Citation(2, BARE, 0, 21, BARE.text, (15, 20))
QUOTED = Answer(
    "Was kostet er?",
    "de",
    (Statement(COST, (FIRST,)), Statement(BARE.text, (SECOND,))),
    (),
    abstained=False,
    note="Die Artikel nennen Verschiedenes.",
    findings=(
        Finding("4,2 Millionen Euro", "", (FIRST,), "Inselbote, 09.03.2025"),
        Finding("£3.6m", "3,6 Millionen Pfund", (SECOND,), "„The dike costs £3.6m. …“, undatiert"),
    ),
    searched="Was kostet der Deich?",
)
