"""The drawer of kept conversations, as the server renders it: empty, with all that it may say."""

import re
from dataclasses import fields, replace
from pathlib import Path
from string import Formatter

import pytest
from lxml import html

import ui.drawer
from ui.drawer import DrawerTexts, drawer_texts, render_drawer
from ui.texts import languages

ASSETS = Path(ui.drawer.__file__).parent / "assets"
GIVEN = {"language", "locale"}


def rendered(language: str = "en") -> html.HtmlElement:
    return html.fragment_fromstring(str(render_drawer(drawer_texts(language), language)))


def said(texts: DrawerTexts) -> dict[str, str]:
    return {one.name: getattr(texts, one.name) for one in fields(texts) if one.name not in GIVEN}


@pytest.mark.parametrize("language", languages())
def test_every_text_is_there_and_fills_in_the_same_places(language: str) -> None:
    def places(text: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(text) if name}

    english = said(drawer_texts("en"))
    for name, text in said(drawer_texts(language)).items():
        assert text.strip(), name
        assert places(text) == places(english[name]), name


@pytest.mark.parametrize("language", languages())
def test_the_drawer_holds_every_text(language: str) -> None:
    drawer = rendered(language)
    shown = {text.strip() for text in drawer.itertext()}
    attributes = {value for node in drawer.iter() for value in node.attrib.values()}
    for name, text in said(drawer_texts(language)).items():
        assert text in shown | attributes, name


def test_it_is_closed_and_empty() -> None:
    drawer = rendered("de")
    assert drawer.get("lang") == "de"
    assert drawer.get("data-locale") == "de-DE"
    (panel,) = drawer.xpath(".//nav")
    assert panel.get("id") == "drawer-panel"
    assert "hidden" in panel.attrib
    assert "open" not in drawer.find("dialog").attrib
    assert drawer.xpath(".//section[@hidden]/@data-group") == [
        "today",
        "yesterday",
        "week",
        "older",
    ]
    assert not drawer.xpath(".//ul/li")


def test_every_control_is_a_button_with_a_name() -> None:
    drawer = rendered()
    for control in drawer.xpath("//*[@data-do]"):
        name = control.get("aria-label") or control.text_content().strip()
        assert control.tag == "button"
        assert control.get("type") == "button"
        assert name or control.get("data-do") == "open"  # named by the title put in
    for field in drawer.xpath("//input"):
        assert field.get("aria-label")
    for icon in drawer.xpath("//svg"):
        assert icon.get("aria-hidden") == "true"


def test_the_script_finds_what_it_asks_for() -> None:
    script = (ASSETS / "drawer.js").read_text(encoding="utf-8")
    drawer = rendered()
    shelves = "".join(
        (ASSETS / name).read_text(encoding="utf-8")
        for name in ("shelves.js", "browsershelf.js", "servershelf.js")
    )
    kinds = re.findall(r'(?:kind: |#tellOnce\()"(\w+)"', shelves)
    asked = set(re.findall(r'#say\("([a-z-]+)"\)', script)) | set(kinds) - {"refused"}
    assert len(asked) > 8
    assert {name for name in asked if f"data-{name}" not in drawer.attrib} == set()
    for place in ("browser", "server", "memory"):  # what a shelf says of where it is
        assert f"data-kept-{place}" in drawer.attrib
    pieces = set(re.findall(r'#piece\("(\w+)"\)', script))
    assert pieces == set(drawer.xpath(".//template/@data-piece"))
    for name in drawer.xpath("//@data-do"):
        assert f"{name}: () =>" in script or name == "more"  # which opens a popover by itself


def test_a_text_stays_text() -> None:
    hostile = "\"><script>alert('{title}')</script>"
    texts = drawer_texts("en")
    everywhere = replace(texts, **dict.fromkeys(said(texts), hostile))
    drawer = render_drawer(everywhere, '"><script>')
    assert "<script" not in drawer
    assert "&lt;script&gt;" in drawer
