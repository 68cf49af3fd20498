"""The page around the conversation."""

import re

import pytest
from lxml import html  # type: ignore[import-untyped]

from index.store import Summary
from ui.frame import Frame, render_examples, render_frame, render_suggestions
from ui.serving.access import Reader
from ui.texts import Texts, texts_in

DE, EN = texts_in("de"), texts_in("en")

HELD = Summary(3, 9, 20, {"de": 2, "en": 1}, {"Bote": 3}, "2025-01-02", "2025-03-04", 5000)
EMPTY = Summary(0, 0, 0, {}, {}, None, None, 5000)


def page(
    texts: Texts = EN, held: Summary | None = HELD, name: str = "", edits: bool = True
) -> html:
    frame = Frame(Reader(name, edits=edits), held, ("What does the dike cost?",))
    return html.fragment_fromstring(str(render_frame(frame, texts)))


def said(node: html.HtmlElement, path: str) -> list[str]:
    return [" ".join(one.text_content().split()) for one in node.xpath(path)]


@pytest.mark.parametrize("texts", [DE, EN])
def test_the_page_introduces_itself_in_its_language(texts: Texts) -> None:
    shown = page(texts)
    assert shown.get("lang") == texts.language
    assert said(shown, "//h1") == ["Fundstelle"]
    assert said(shown, "//div[@class='welcome']/h2") == [texts.welcome_title]
    assert said(shown, "//div[@class='welcome']//button") == ["What does the dike cost?"]
    assert said(shown, "//button[@id='send']") == [texts.send]
    assert said(shown, "//nav/a") == [texts.view_ask, texts.view_articles]


def test_it_says_how_much_there_is_to_ask() -> None:
    assert said(page(DE), "//p[@class='held']") == ["3 Artikel sind eingelesen."]
    one = Summary(1, 1, 1, {"de": 1}, {}, None, None, 1)
    assert said(page(EN, one), "//p[@class='held']") == ["1 article can be asked."]


@pytest.mark.parametrize("held", [EMPTY, None])
def test_without_articles_it_leads_to_where_they_come_from(held: Summary | None) -> None:
    (way,) = page(held=held).xpath("//p[@class='held']/a")
    assert way.get("href") == "#articles"
    assert way.text == EN.add_articles
    assert said(page(held=held, edits=False), "//p[@class='held']/a") == [EN.view_articles]


def test_who_has_signed_in_is_named_and_can_leave() -> None:
    assert page().xpath("//form[@class='account']") == []
    (account,) = page(name="ada").xpath("//form[@class='account']")
    assert account.get("action") == "logout"
    assert account.get("method") == "post"
    assert " ".join(account.text_content().split()) == "Signed in as ada. Sign out"


def test_each_language_is_offered_by_its_own_name() -> None:
    for texts in (DE, EN):
        (chosen,) = page(texts).xpath("//input[@name='language'][@checked]")
        assert chosen.get("value") == texts.language
        assert said(page(texts), "//label[input[@name='language']]") == ["Deutsch", "English"]


def test_every_control_has_a_name() -> None:
    shown = page()
    for control in shown.xpath(
        "//*[self::button or self::textarea or self::input or self::summary]"
    ):
        if control.xpath("ancestor::template"):  # named when it is put in
            continue
        named = control.get("aria-label") or control.text_content().strip()
        named = named or control.get("placeholder") or control.xpath("string(ancestor::label)")
        assert named.strip(), html.tostring(control)


def test_no_id_is_there_twice() -> None:
    ids = page().xpath("//@id")
    assert len(ids) == len(set(ids))


def test_a_form_holds_no_other() -> None:
    """A browser would drop the inner one, and end the outer where it ends."""
    markup = str(render_frame(Frame(Reader("ada", edits=True), HELD), EN))
    open_forms = 0
    for tag in re.findall(r"</?form\b", markup):
        open_forms += 1 if tag == "<form" else -1
        assert open_forms in (0, 1)


def test_nothing_to_offer_offers_nothing() -> None:
    assert render_examples((), EN) == ""
    assert render_suggestions((), EN) == ""
    assert EN.suggestions in render_suggestions(["And Nvidia?"], EN)


def test_a_name_or_an_outlet_cannot_become_markup() -> None:
    hostile = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>"
    held = Summary(2, 2, 2, {"de": 2}, {hostile: 1, "": 1}, None, None, 1)
    shown = page(held=held, name=hostile)
    assert shown.xpath("//script | //img") == []
    assert hostile in shown.text_content()
