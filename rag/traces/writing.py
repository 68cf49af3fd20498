"""Answers become traces."""

from index.records import Article, Hit
from rag.explanations import best_sentence
from rag.records import Answer, Citation, Finding, Statement
from rag.traces.shape import MOST_ARTICLES, MOST_HITS, VERSION, Json, hash_article


def answer_to_trace(answer: Answer) -> Json:
    """Return an answer as JSON that holds ids and offsets, and none of the articles' texts.

    What is lost: the similarities of a hit's sentences but for the best, and the hits and reprints
    beyond :data:`rag.traces.shape.MOST_HITS` and :data:`rag.traces.shape.MOST_ARTICLES`.
    """
    hits = answer.hits[:MOST_HITS]
    quoted = [*answer.citations, *answer.nearest]
    articles = [*(one.article for one in quoted), *(hit.article for hit in hits)]
    return {
        "version": VERSION,
        "question": answer.question,
        "searched": answer.searched,
        "parts": list(answer.parts),
        "language": answer.language,
        "statements": [_statement(one) for one in answer.statements],
        "findings": [_finding(one) for one in answer.findings],
        "nearest": [_citation(one) for one in answer.nearest],
        "withheld": [{"text": one.text, "reason": one.reason} for one in answer.withheld],
        "hits": [_hit(one, min(MOST_ARTICLES // len(hits), MOST_HITS)) for one in hits],
        "articles": _hashes(articles),
        "abstained": answer.abstained,
        "complete": answer.complete,
        "note": answer.note,
        "generator": answer.generator,
        "confidence": float(answer.confidence),
        "elapsed_ms": round(float(answer.elapsed_ms), 1),
    }


def _hashes(articles: list[Article]) -> Json:
    return {one.id: hash_article(one) for one in {one.id: one for one in articles}.values()}


def _statement(statement: Statement) -> Json:
    said: Json = {"citations": [_citation(one) for one in statement.citations]}
    if statement.text != statement.citations[0].quote:
        said["text"] = statement.text
    return said


def _finding(finding: Finding) -> Json:
    return {
        "citations": [_citation(one) for one in finding.citations],
        "reading": finding.reading,
        "origin": bool(finding.origin),
    }


def _citation(citation: Citation) -> Json:
    marked = citation.marked
    return {
        "marker": citation.marker,
        "article": citation.article.id,
        "start": citation.start,
        "end": citation.end,
        "marked": {"start": marked[0], "end": marked[1]} if marked else None,
    }


def _hit(hit: Hit, most_reprints: int) -> Json:
    best = best_sentence(hit)
    return {
        "article": hit.article.id,
        "ordinal": hit.passage.ordinal,
        "start": hit.passage.start,
        "end": hit.passage.end,
        "rank": hit.rank,
        "score": float(hit.score),
        "parts": {name: float(value) for name, value in hit.parts},
        "best": best
        and {
            "ordinal": best.sentence.ordinal,
            "start": best.sentence.start,
            "end": best.sentence.end,
            "similarity": float(best.similarity),
            "in_context": float(best.in_context),
        },
        "reprints": [article.id for article in hit.reprints[:most_reprints]],
    }
