import pytest
from lxml.html import document_fromstring  # type: ignore[import-untyped]

from index.cleaning.blocks import lay_out
from index.cleaning.layout import Layout


def layout(body: str) -> Layout:
    return lay_out(document_fromstring(f"<html><body>{body}</body></html>"))


def texts(body: str) -> list[str]:
    return [block.text for block in layout(body).blocks]


@pytest.mark.parametrize(
    ("body", "blocks"),
    [
        ("<p>a <b>b</b>c</p><div>d<p>e</p>f</div>", ["a bc", "d", "e", "f"]),
        ("<p> a \n b&nbsp;c </p>", ["a b c"]),
        ("<p>a<br>b</p>", ["a\nb"]),
        ("<div>a<br>b</div>", ["a", "b"]),
        ("<ul><li>a</li><li>b <p>c</p></li></ul>", ["a", "b", "c"]),
        ("<p>a<script>x</script><style>y</style><!-- z -->b</p>", ["ab"]),
        ('<p hidden>a</p><p style="display: none">b</p><template>c</template>d', ["d"]),
        ("<p>Dr<b>ei</b> W<i>orte</i></p>", ["Drei Worte"]),
        ("<p>Halle eröffnet.<span>Foto: Muster</span></p>", ["Halle eröffnet. Foto: Muster"]),
        ("<a href='/a'>Start</a><a href='/b'>Sport</a>", ["Start Sport"]),
        ("<p>10<sup>6</sup> t, 25 m<sup>2</sup>, 10<sup>−3</sup></p>", ["10⁶ t, 25 m², 10⁻³"]),
        (
            "<p>im Jahr 2024<sup>1</sup>. Ja.<sup>2</sup> 3,<sup>99</sup></p>",
            ["im Jahr 2024¹. Ja.² 3,99"],
        ),
        ("<p>Euro<sup><a href='#1'>1</a></sup> im 19<sup>th</sup></p>", ["Euro im 19th"]),
        ("<p>Euro<a href='#1'><sup>1</sup></a> <a href='#x'>mehr</a></p>", ["Euro mehr"]),
        ("<p>a<a class='footnote' href='#n'>1</a>, Bild <a href='#b'>2</a></p>", ["a, Bild 2"]),
        ("<pre>a\nb\n\nc\n \nd</pre>", ["a b", "c", "d"]),
        ("<p>Mu\u0308hl<b>\u0308e</b></p>", ["Mühl\u0308e"]),
        ("", []),
    ],
)
def test_text_stands_in_blocks(body: str, blocks: list[str]) -> None:
    assert texts(body) == blocks


def test_blocks_tell_what_they_are() -> None:
    page = layout(
        "<h2>a</h2><ul><li>b</li></ul><figure><figcaption>c</figcaption></figure><p>d</p>"
    )
    assert [block.kind for block in page.blocks] == ["h2", "li", "figcaption", "p"]


def test_links_are_counted_but_no_anchors() -> None:
    page = layout("<p>ab <a href='/'>c d</a></p><a name='top'><p>ef</p></a>")
    assert [block.linked for block in page.blocks] == [2, 0]


def test_elements_know_their_blocks() -> None:
    page = layout("<div class='x'><p>a</p><p>b</p></div><p>c</p>")
    box = next(element for element in page.elements if element.names == "x")
    assert (box.tag, box.first, box.last) == ("div", 0, 2)
    assert page.elements[page.blocks[2].element].tag == "p"


def test_stretches_tell_where_named_inline_elements_stand() -> None:
    block = layout("<p>ab <span class='credit'>cd</span> e</p>").blocks[0]
    assert [block.text[start:end] for start, end, _ in block.stretches] == ["cd"]


# --- tables --------------------------------------------------------------------------------------


def test_a_term_and_what_it_is_are_read_together() -> None:
    terms = "<dl><dt>Umsatz:</dt><dd>3,2 Mrd. Euro</dd><dt>Sitz</dt><dd>Linz</dd><dd>Wels</dd></dl>"
    assert texts(f"<p>a</p>{terms}<p>b</p>") == [
        "a",
        "Umsatz: 3,2 Mrd. Euro",
        "Sitz: Linz, Wels",
        "b",
    ]
    page = layout(f"<div><p>a</p>{terms}</div><p>b</p>")
    boxes = {element.tag: element for element in page.elements}
    assert (boxes["dl"].first, boxes["dl"].last, boxes["div"].last) == (1, 3, 3)


def test_questions_and_answers_stay_apart() -> None:
    answer = "Die Halle wird im Herbst eröffnet, wie das Werk am Mittwoch in Linz mitteilte. " * 2
    for terms in (
        f"<dt>Wann?</dt><dd>{answer}</dd>",
        "<dt>a</dt><dt>b</dt><dd>c</dd>",
        "<dd>a</dd>",
    ):
        page = texts(f"<dl>{terms}</dl>")
        assert len(page) == terms.count("</")


def test_a_table_of_figures_is_read_row_by_row() -> None:
    table = (
        "<table><caption>Medaillen</caption><tr><th>Ort</th><th>Gold</th><th>Silber</th></tr>"
        "<tr><td>Linz</td><td>2</td><td></td></tr><tr><td><a>Steyr</a></td><td></td><td>1</td></tr>"
        "</table>"
    )
    page = layout(f"<p>a</p>{table}<p>b</p>")
    assert [block.text for block in page.blocks] == [
        *("a", "Medaillen", "Ort | Gold | Silber", "Linz | 2", "Steyr | – | 1", "b")
    ]
    assert page.elements[0].last == 6
    assert all(element.last <= 6 for element in page.elements)


@pytest.mark.parametrize(
    "table",
    [
        "<table><tr><td><p>a</p><p>b</p></td><td>c</td></tr><tr><td>d</td><td>e</td></tr></table>",
        f"<table><tr><td>{'a' * 300}</td><td>b</td></tr><tr><td>d</td><td>e</td></tr></table>",
        "<table><tr><td>a</td><td>b</td></tr></table>",
        "<table><tr><td>a</td></tr><tr><td>b</td></tr></table>",
        "<table><tr><td>a<table><tr><td>x</td></tr></table></td><td>b</td></tr>"
        "<tr><td>c</td><td>d</td></tr></table>",
    ],
)
def test_a_table_that_lays_out_a_page_is_no_table(table: str) -> None:
    assert not any("|" in text for text in texts(table))
