"""The cards of the evidence, and the panel around them."""

import json
from dataclasses import fields, replace
from string import Formatter

import pytest
from panels import DE, EN, answer, hit, marks, panel_of, parse, texts
from shown import ARTICLE, ENGLISH, FIRST, HOSTILE, REST, SECOND, cite, find

from index.records import Article
from rag.records import Finding
from ui.evidence import (
    FURTHER_PASSAGES,
    EvidenceTexts,
    evidence_texts,
    name_article,
    render_opener,
    render_panel,
)
from ui.texts import languages

# The cards


def test_a_card_shows_the_passage_whole_with_the_citation_marked() -> None:
    panel = panel_of(
        answer(cite(ARTICLE, SECOND, words="4,2 Millionen Euro"), hits=(hit(ARTICLE),))
    )
    assert texts(panel, "blockquote[lang=de]") == [ARTICLE.text]
    assert marks(panel) == [("1", SECOND)]
    assert texts(panel, "mark b") == ["4,2 Millionen Euro"]
    assert texts(panel, "h3 span[lang=de]") == ["Ein höherer Deich"]
    assert texts(panel, ".about") == ["Inselbote · 9. März 2025 · Deutsch"]
    assert texts(panel, "time[datetime=2025-03-09]") == ["9. März 2025"]


def test_a_passage_from_the_middle_says_that_more_stands_around_it() -> None:
    given = answer(cite(ARTICLE, SECOND), hits=(hit(ARTICLE, SECOND),))
    (quotation,) = find(panel_of(given), "blockquote")
    assert quotation.text_content() == SECOND
    assert {"data-before", "data-after"} <= set(quotation.attrib)


def test_citations_of_one_passage_share_a_card_and_keep_their_own_marks() -> None:
    given = answer(cite(ARTICLE, SECOND), cite(ARTICLE, FIRST, 2), hits=(hit(ARTICLE),))
    panel = panel_of(given)
    assert texts(panel, ".numbers button") == ["1", "2"]
    assert [one.get("data-back") for one in find(panel, ".numbers button")] == ["1", "2"]
    assert marks(panel) == [("2", FIRST), ("1", SECOND)]


def test_citations_that_overlap_lose_no_text_and_double_none() -> None:
    whole = cite(ARTICLE, f"{FIRST} {SECOND}")
    inside = cite(ARTICLE, "Deich", 2)
    across = cite(ARTICLE, f"{SECOND}\n\n{REST}", 3)
    panel = panel_of(answer(whole, inside, across, hits=(hit(ARTICLE),)))
    assert texts(panel, "blockquote") == [ARTICLE.text]
    assert marks(panel) == [("1 2", whole.quote), ("3", f"\n\n{REST}")]
    assert texts(panel, ".numbers") == ["123"]


def test_a_citation_outside_every_passage_is_shown_among_whole_words() -> None:
    long = replace(ARTICLE, text="Anfang " * 99 + SECOND + " Schluss" * 99)
    panel = panel_of(answer(cite(long, SECOND), hits=(hit(ENGLISH),)))
    shown = texts(panel, "blockquote[lang=de]")[0]
    assert marks(panel) == [("1", SECOND)]
    assert set(shown.replace(SECOND, "").split()) == {"Anfang", "Schluss"}
    assert len(shown) < 700


def test_other_passages_are_folded_away_and_few() -> None:
    others = tuple(
        hit(replace(ENGLISH, id=f"other{rank}"), rank=rank)
        for rank in range(2, FURTHER_PASSAGES + 5)
    )
    panel = panel_of(answer(cite(ARTICLE, FIRST), hits=(hit(ARTICLE), *others)))
    assert texts(panel, ".further summary") == ["5 weitere Passagen"]
    assert len(find(panel, ".further .card")) == FURTHER_PASSAGES
    assert len(find(panel, ".card")) == 1 + FURTHER_PASSAGES
    keys = [one.get("data-key") for one in find(panel, ".card")]
    assert len(set(keys)) == len(keys)


def test_a_card_opens_its_article_at_what_it_shows() -> None:
    first, second = cite(ARTICLE, FIRST), cite(ARTICLE, REST, 2, words="März")
    hits = (hit(ARTICLE, FIRST), hit(ARTICLE, REST, 2), hit(ENGLISH, rank=3))
    panel = panel_of(answer(first, second, hits=hits))
    one, two, other = find(panel, "[data-article]")
    mark = {"number": 1, "start": 0, "end": len(FIRST), "bold": None}
    begin = ARTICLE.text.index(REST)
    bold = [ARTICLE.text.index("März"), ARTICLE.text.index("März") + 4]
    last = {"number": 2, "start": begin, "end": len(ARTICLE.text), "bold": bold}
    assert [one.get("data-article"), other.get("data-article")] == ["deich", "ferry"]
    assert json.loads(one.get("data-marks", "")) == [mark, last]
    assert json.loads(two.get("data-marks", "")) == [last, mark]
    found = {"number": None, "start": 0, "end": len(ENGLISH.text), "bold": None}
    assert json.loads(other.get("data-marks", "")) == [found]
    assert ARTICLE.content_hash.startswith(one.get("data-hash", "?"))
    assert one.text_content() == "Artikel lesen: Ein höherer Deich"


def test_reprints_are_folded_under_the_first() -> None:
    copies = (
        replace(ARTICLE, id="copy", source="Küstenbote", url="javascript:alert(1)"),
        replace(ARTICLE, id="late", source=None, published=None),
    )
    given = answer(cite(ARTICLE, FIRST), hits=(replace(hit(ARTICLE), reprints=copies),))
    panel = panel_of(given, "en")
    assert texts(panel, ".reprints summary") == ["The same in 2 other articles"]
    first, second = find(panel, ".reprints li")
    assert first.text_content().startswith("Küstenbote, 9 March 2025 javascript:alert(1)")
    assert second.text_content().startswith("www.bote.example, undated ")
    assert [len(find(one, "a")) for one in (first, second)] == [0, 1]
    assert [one.get("data-article") for one in find(panel, ".reprints button")] == [
        "copy",
        "late",
    ]
    assert "open" not in find(panel, ".reprints")[0].attrib


def test_abstaining_shows_the_nearest_passages_unmarked() -> None:
    panel = panel_of(answer(hits=(hit(ENGLISH),), note="Dazu nichts."))
    assert texts(panel, "h2") == [DE.nearest]
    assert texts(panel, ".hint") == [DE.nearest_hint]
    assert marks(panel) == []
    assert texts(panel, "blockquote") == [ENGLISH.text]


def test_abstaining_marks_the_sentences_it_quotes_as_nearest() -> None:
    nearest = (cite(ARTICLE, SECOND), cite(ARTICLE, FIRST, 2))
    found = (hit(ENGLISH), hit(ARTICLE, rank=2))
    given = answer(hits=found, note="Dazu nichts.", nearest=nearest)
    panel = panel_of(given)
    assert texts(panel, "h2") == [DE.nearest]
    assert texts(panel, ".hint") == [DE.nearest_hint]
    assert texts(panel, ".numbers") == ["12"]
    assert marks(panel) == [("2", FIRST), ("1", SECOND)]
    assert [one.get("data-kind") for one in find(panel, ".relevance")] == ["near", "near"]
    assert len(find(panel, ".further .card")) == 1


def test_abstaining_with_nothing_near_says_so() -> None:
    assert texts(panel_of(answer(note="Dazu nichts.")), ".hint") == [DE.evidence_none]


def test_an_article_without_title_or_day_is_called_by_its_first_words() -> None:
    panel = panel_of(answer(cite(ENGLISH, "Nobody minds.")))
    assert texts(panel, "h3") == ["ohne Titel: The ferry is late. Nobody minds. …"]
    assert texts(panel, ".about") == ["undatiert · Englisch"]
    assert name_article(ENGLISH) == "The ferry is late. Nobody minds. …"
    assert name_article(replace(ENGLISH, url="https://x.example/a")) == "x.example"


def test_a_web_address_is_a_link_that_gives_nothing_away() -> None:
    (link,) = find(panel_of(answer(cite(ARTICLE, FIRST)), "en"), "a")
    assert link.get("href") == ARTICLE.url
    assert link.get("rel") == "noopener noreferrer nofollow"
    assert link.get("target") == "_blank"
    assert link.text_content() == "www.bote.example (opens in a new tab)"


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVa\nScript:alert(1)",
        " javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "//bote.example/deich",
        "http://[bote",
        "https:",
        "file:///etc/hosts",
        "deich.html",
    ],
)
def test_any_other_address_is_text(url: str) -> None:
    panel = panel_of(answer(cite(replace(ARTICLE, url=url), FIRST)))
    assert find(panel, "a") == []
    assert texts(panel, ".address") == [url]


def test_nothing_an_article_or_a_question_holds_becomes_markup() -> None:
    bad = Article(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, language=HOSTILE)
    nameless = replace(bad, id="nameless", title="", source=None)
    cited = cite(bad, HOSTILE, words=HOSTILE[5:40])
    finding = Finding(HOSTILE, HOSTILE, (cited,), HOSTILE)
    found = replace(hit(bad), parts=((HOSTILE, 1.0),), reprints=(nameless, bad))
    hits = (found, hit(nameless, rank=2))
    given = answer(cited, hits=hits, question=HOSTILE, findings=(finding,), language=HOSTILE)
    for shown in (given, answer(hits=hits, question=HOSTILE)):
        panel = panel_of(shown)
        assert HOSTILE in panel.text_content()
        assert not {"script", "img", "a"} & {one.tag for one in panel.iter()}
        names = {name for one in panel.iter() for name in one.attrib}
        assert not {name for name in names if name.startswith("on") or name in ("src", "href")}
        assert HOSTILE in {one.get("data-article") for one in panel.iter()}


# The panel around them


def test_the_panel_waits_for_evidence() -> None:
    (panel,) = find(parse(render_panel(DE)), "div[id=evidence]")
    assert panel.get("aria-label") == DE.evidence
    assert texts(panel, ".empty .hint") == [DE.evidence_hint]
    assert [one.get("aria-label") for one in find(panel, "[data-close]")] == ["Belege schließen"]
    assert find(panel, ".pieces")
    assert [one.get("hidden") for one in find(panel, ".reading")] == [""]


def test_the_button_below_an_answer_counts_its_sources() -> None:
    one, two = cite(ARTICLE, FIRST), cite(ARTICLE, SECOND, 2)
    other = cite(ENGLISH, "Nobody minds.", 3)
    for given, said in (
        (answer(one, two), "1 source"),
        (answer(one, two, other), "2 sources"),
        (answer(hits=(hit(ARTICLE),)), "1 nearest passage"),
        (answer(hits=tuple(hit(ARTICLE, rank=n) for n in range(1, 9))), "5 nearest passages"),
    ):
        assert render_opener(given, EN) == f'<button type="button" data-show>{said}</button>'
    assert render_opener(answer(), EN) == ""


def test_every_language_fills_in_the_same_places() -> None:
    def places(given: EvidenceTexts) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for field in fields(given):
            value = getattr(given, field.name)
            forms = [value] if isinstance(value, str) else value.values()
            assert all(form.strip() for form in forms), f"{given.language}: {field.name} is empty"
            found[field.name] = {
                name for form in forms for _, name, _, _ in Formatter().parse(form) if name
            }
        return found

    for language in languages():
        words = evidence_texts(language)
        assert places(words) == places(evidence_texts("en"))
        for forms in (words.sources, words.passages, words.reprinted):
            assert all("{count}" in words.plural(forms, count) for count in range(25))
