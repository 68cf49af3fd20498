"""The JSON shapes of hits and answers: stable, for the command line and for other programs."""

from typing import Any

from index.records import Article, Hit
from rag.records import Answer

Json = dict[str, Any]


def hits_to_json(question_id: str | None, question: str, hits: list[Hit]) -> Json:
    """Return ``{"id", "question", "hits": [...]}``."""
    return {"id": question_id, "question": question, "hits": [_hit(hit) for hit in hits]}


def answer_to_json(question_id: str | None, answer: Answer) -> Json:
    """Return an answer with its citations, flat; ``id`` is the question's, or None."""
    return {
        "id": question_id,
        "question": answer.question,
        "answer": answer.text,
        "abstained": answer.abstained,
        "confidence": round(answer.confidence, 4),
        "language": answer.language,
        "generator": answer.generator,
        "elapsed_ms": round(answer.elapsed_ms, 1),
        "citations": [
            {
                "marker": citation.marker,
                **_article(citation.article),
                "start": citation.start,
                "end": citation.end,
                "quote": citation.quote,
            }
            for citation in answer.citations
        ],
    }


def _hit(hit: Hit) -> Json:
    return {
        "rank": hit.rank,
        "score": round(hit.score, 6),
        **_article(hit.article),
        "start": hit.passage.start,
        "end": hit.passage.end,
        "text": hit.passage.text,
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
