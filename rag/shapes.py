"""The JSON shapes of hits and answers: stable, for the command line and for other programs."""

from collections.abc import Sequence
from typing import Any

from index.records import Article, Hit
from rag.explanations import best_sentence, parts_of
from rag.records import Answer, Citation, Finding

Json = dict[str, Any]

_DIGITS = 6  # of a score and its parts


def hits_to_json(
    question_id: str | None, question: str, hits: Sequence[Hit], *, explained: bool = False
) -> Json:
    """Return ``{"id", "question", "hits": [...]}``.

    Args:
        question_id: The question's id, or None.
        question: The question.
        hits: What was found.
        explained: Give each hit ``parts``, which add up to its score, and its ``best_sentence``.
    """
    shape = _explained_hit if explained else _hit
    return {"id": question_id, "question": question, "hits": [shape(hit) for hit in hits]}


def answer_to_json(question_id: str | None, answer: Answer, *, explained: bool = False) -> Json:
    """Return an answer with its citations, flat.

    Args:
        question_id: The question's id, or None.
        answer: The answer.
        explained: Add the ``hits`` it was drawn from, explained as by :func:`hits_to_json`.
    """
    hits = {"hits": [_explained_hit(hit) for hit in answer.hits]} if explained else {}
    return {
        "id": question_id,
        "question": answer.question,
        "searched": answer.searched or answer.question,
        "parts": list(answer.parts),
        "answer": answer.text,
        "findings": [_finding(finding) for finding in answer.findings],
        "note": answer.note,
        "withheld": [{"text": one.text, "reason": one.reason} for one in answer.withheld],
        "abstained": answer.abstained,
        "confidence": round(answer.confidence, 4),
        "language": answer.language,
        "generator": answer.generator,
        "elapsed_ms": round(answer.elapsed_ms, 1),
        "citations": [_citation(citation) for citation in answer.citations],
        "nearest": [_citation(citation) for citation in answer.nearest],
        **hits,
    }


def _citation(citation: Citation) -> Json:
    return {
        "marker": citation.marker,
        **_article(citation.article),
        "start": citation.start,
        "end": citation.end,
        "quote": citation.quote,
        "marked": _marked(citation),
    }


def _finding(finding: Finding) -> Json:
    return {
        "text": finding.text,
        "reading": finding.reading,
        "origin": finding.origin,
        "citations": [citation.marker for citation in finding.citations],
    }


def _marked(citation: Citation) -> Json | None:
    """Return the words of a quote that answer, with their offsets into the article's text."""
    if citation.marked is None:
        return None
    start, end = citation.marked
    return {"start": start, "end": end, "text": citation.marked_text}


def _hit(hit: Hit) -> Json:
    return {
        "rank": hit.rank,
        "score": round(hit.score, _DIGITS),
        **_article(hit.article),
        "start": hit.passage.start,
        "end": hit.passage.end,
        "text": hit.passage.text,
        "reprints": [article.id for article in hit.reprints],
    }


def _explained_hit(hit: Hit) -> Json:
    best = best_sentence(hit)
    return {
        **_hit(hit),
        "parts": parts_of(hit, _DIGITS),
        "best_sentence": best
        and {
            "start": best.sentence.start,
            "end": best.sentence.end,
            "similarity": round(best.similarity, _DIGITS),
        },
    }


def _article(article: Article) -> Json:
    return {
        "article_id": article.id,
        "title": article.title,
        "url": article.url,
        "source": article.source,
        "published": article.published.isoformat() if article.published else None,
        "language": article.language,
    }
