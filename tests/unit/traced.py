"""Answers to be kept as traces, and the store that they cite."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from index.config import IndexConfig
from index.local import LocalStore
from index.records import Article, Hit, Passage, ScoredSentence, Sentence
from index.stored_records import IndexedArticle
from rag.explanations import best_sentence
from rag.phrases import phrases_for
from rag.records import Answer, Citation, Finding, Statement, Withheld
from rag.traces import answer_to_trace

OPENING, COST, DENIAL = (
    "Die Werft in Sandmünde baut eine Fähre.",
    "Sie kostet 46 Millionen Euro.",
    "Es stimmt nicht, dass die Werft in Sandmünde schließt.",
)
YARD = Article(
    "yard",
    "Werft baut Fähre",
    f"{OPENING} {COST}\n\n{DENIAL}",
    "https://bote.example/werft",
    "Sandbote",
    date(2025, 5, 2),
    "de",
)
DEARER = "Rund 51 Millionen Euro kostet die Fähre, sagt Ines Vogt."
PRICE = Article(
    "price", "", DEARER, source="Küstenblatt", published=date(2025, 6, 3), language="de"
)
ABROAD = Article(
    "abroad", "Ferry", "The ferry costs €46m. It sails in 2027.", source="Post", language="en"
)
CITED = (YARD, PRICE, ABROAD)
DE, EN = phrases_for("de"), phrases_for("en")


def store_of(folder: Path, *articles: Article) -> LocalStore:
    store = LocalStore.create(folder, IndexConfig("words", "f00d", 4))
    store.add([IndexedArticle(one, (), one.content_hash) for one in articles])
    return store


def cite(article: Article, quote: str, marker: int, words: str = "") -> Citation:
    start = article.text.index(quote)
    at = article.text.index(words, start)
    marked = (at, at + len(words)) if words else None
    return Citation(marker, article, start, start + len(quote), quote, marked)


def hit(article: Article, *sentences: str, rank: int = 1) -> Hit:
    found = [cite(article, one, 1) for one in sentences]
    scored = tuple(
        ScoredSentence(Sentence(article.id, n, one.start, one.end, one.quote), 0.5 - n / 8, n / 3)
        for n, one in enumerate(found)
    )
    start, end = found[0].start, found[-1].end
    passage = Passage(article.id, rank - 1, start, end, article.text[start:end])
    parts = (("passage", 1 / 3), ("words", -0.1))
    return Hit(passage, article, 1 / 3 - 0.1, rank, scored, parts)


FIRST = cite(YARD, COST, 1, "46 Millionen Euro")
SECOND = cite(PRICE, DEARER, 2, "Rund 51 Millionen Euro")
THIRD = cite(ABROAD, "The ferry costs €46m.", 3, "€46m")
HITS = (hit(YARD, OPENING, COST, DENIAL), hit(PRICE, DEARER, rank=2))
QUOTED = Answer(
    "Was kostet sie?",
    "de",
    (Statement(FIRST.quote, (FIRST,)), Statement(SECOND.quote, (replace(SECOND, marked=None),))),
    HITS,
    abstained=False,
    note=f"{DE.differing} {DE.newest_first}",
    confidence=0.875,
    elapsed_ms=12.5,
    findings=(
        Finding("Rund 51 Millionen Euro", "", (SECOND,), "Küstenblatt, 03.06.2025"),
        Finding("46 Millionen Euro", "", (FIRST, THIRD), "Sandbote, 02.05.2025"),
    ),
    searched="Was kostet die Fähre?",
    parts=("Was kostet die Fähre?", "Wer baut sie?"),
)
WORDED = Answer(
    "What does the ferry cost?",
    "en",
    (
        Statement("The ferry costs 46 million euros.", (THIRD, FIRST)),
        Statement(THIRD.quote, (THIRD,)),
    ),
    HITS[:1],
    abstained=False,
    generator="some model",
    withheld=(Withheld("It costs 99 million.", "“99 million” is not in the sources"),),
)
ABROAD_FIRST = Answer(
    "Was kostet die Fähre?",
    "de",
    (Statement(THIRD.quote, (THIRD,)),),
    (),
    abstained=False,
    findings=(Finding("€46m", "46 Millionen Euro", (THIRD,)),),
)


def kept(answer: Answer) -> Any:
    return json.loads(json.dumps(answer_to_trace(answer), allow_nan=False))


def shown(answer: Answer) -> Answer:
    """Return an answer as far as it is shown: of each hit's sentences only the best."""
    return replace(
        answer,
        hits=tuple(
            replace(one, sentences=tuple(filter(None, [best_sentence(one)]))) for one in answer.hits
        ),
    )
