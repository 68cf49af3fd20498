"""The same passage in another paper is found once."""

from index.records import Article, Hit, Passage, ScoredSentence, Sentence
from rag.reprints import collapse

SENTENCES = ("Die Fähre kostet 14 Euro.", "Das sagt die Reederei.", "Sie fährt ab Mai.", "Ja.")


def hit(article_id: str, *sentences: str, reprint_of: str | None = None) -> Hit:
    text = " ".join(sentences)
    article = Article(article_id, "", text, source=article_id, reprint_of=reprint_of)
    scored = tuple(
        ScoredSentence(Sentence(article_id, n, text.index(s), text.index(s) + len(s), s), 0.5, 0.5)
        for n, s in enumerate(sentences)
    )
    return Hit(Passage(article_id, 0, 0, len(text), text), article, 0.5, 1, scored)


def collapsed(*found: Hit) -> list[tuple[str, list[str]]]:
    hits: list[Hit] = []
    collapse(hits, found[:1])
    collapse(hits, found[1:])
    return [(one.article.id, [article.id for article in one.reprints]) for one in hits]


def test_a_reprint_is_part_of_the_hit_that_it_repeats() -> None:
    original, reprint = hit("a", *SENTENCES), hit("b", *SENTENCES, reprint_of="a")
    second = hit("c", *(s.upper() for s in SENTENCES[:3]), reprint_of="a")
    assert collapsed(original, reprint, second) == [("a", ["b", "c"])]
    assert collapsed(reprint, original) == [("b", ["a"])]
    assert collapsed(reprint, second) == [("b", ["c"])]


def test_a_reprint_that_has_more_to_say_is_a_hit_of_its_own() -> None:
    more = hit("b", *SENTENCES[:2], "Der Bürgermeister klagt.", "Er will warten.", reprint_of="a")
    assert collapsed(hit("a", *SENTENCES), more) == [("a", []), ("b", [])]


def test_what_merely_sounds_alike_is_not_collapsed() -> None:
    assert collapsed(hit("a", *SENTENCES), hit("b", *SENTENCES)) == [("a", []), ("b", [])]


def test_passages_of_one_article_are_not_collapsed() -> None:
    assert collapsed(hit("a", *SENTENCES), hit("a", *SENTENCES)) == [("a", []), ("a", [])]


def test_a_reprint_cut_elsewhere_repeats_two_passages_together() -> None:
    first, second = hit("a", *SENTENCES[:2]), hit("a", *SENTENCES[2:])
    reprint = hit("b", *SENTENCES[1:], reprint_of="a")
    assert collapsed(first, second, reprint) == [("a", ["b"]), ("a", [])]
