"""What stands before an article, and a title that is said twice."""

import pytest
from heads import DAY, PROSE, read_head, read_preamble

from index.cleaning import metadata
from index.cleaning.manuscript import Manuscript


def drop_title(text: str, title: str) -> str:
    return metadata.drop_title(Manuscript(text), title).read()


# --- what stands before an article ---------------------------------------------------------------


@pytest.mark.parametrize(
    "notice",
    [
        "Grüezi! Sie wurden auf muster.ch, unser Portal für Leser im Süden, weitergeleitet.",
        "Sie werden zu muster.ch weitergeleitet.",
        "You have been redirected to muster.ch, our site for readers abroad.",
        "Zurück geht es hier Sie wurden auf muster.ch weitergeleitet. Zurück geht es hier.",
    ],
)
def test_portal_notices_go_and_name_the_outlet(notice: str) -> None:
    head = read_preamble(f"{notice}\n\n{PROSE}")
    assert head.text.strip() == PROSE
    assert head.source == "muster.ch"


def test_what_follows_a_notice_on_its_line_stays() -> None:
    assert read_preamble(f"Zurück geht es hier. {PROSE}").text == PROSE


@pytest.mark.parametrize(
    "sentence",
    [
        "Sie wurden auf die Intensivstation weitergeleitet.",
        "Zurück geht es erst im Herbst.",
        "Grüezi! sagt man in Zürich.",
    ],
)
def test_sentences_that_resemble_notices_stay(sentence: str) -> None:
    assert read_preamble(sentence).text == sentence


def test_a_day_in_front_of_the_text_is_taken_off() -> None:
    head = read_preamble(f"date 2025-09-24 {PROSE}")
    assert (head.text, head.published) == (PROSE, DAY)


def test_fields_are_read() -> None:
    fields = (
        "Title: Werk wächst\nDate: 2025-09-24\nSource: Muster-Blatt\n"
        "Author: Erika Muster\nURL: https://example.com/a"
    )
    head = read_preamble(f"{fields}\n\n{PROSE}")
    assert head.text.strip() == PROSE
    assert (head.title, head.published, head.source) == ("Werk wächst", DAY, "Muster-Blatt")
    assert head.url == "https://example.com/a"
    assert head.author == "Erika Muster"


@pytest.mark.parametrize(
    "line",
    [
        "Datum: noch offen",
        "Link: siehe unten",
        f"Quelle: {PROSE * 2}",
        "Ort: Linz",
        f"{PROSE}\nDate: 2025-09-24",
    ],
)
def test_what_is_no_field_stays(line: str) -> None:
    assert read_preamble(line).text == line


# --- a title said twice ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "top",
    [
        "Werk in Linz wächst",
        "Werk in Linz wächst!\n\nWERK IN LINZ WÄCHST",
        "„Werk in Linz“ wächst\n",
        "Industrie\n\nWerk in Linz wächst",
        "Industrie\nVon Erika Muster\nWerk in Linz wächst",
    ],
)
def test_a_title_said_again_is_dropped(top: str) -> None:
    rest = drop_title(f"{top}\n{PROSE}", "Werk in Linz wächst")
    assert "Linz wächst" not in rest
    assert rest.endswith(PROSE)
    assert ("Industrie" in rest) == ("Industrie" in top)
    assert drop_title(rest, "Werk in Linz wächst") == rest


@pytest.mark.parametrize(
    "text",
    [
        f"Werk in Linz wächst weiter\n{PROSE}",
        f"Werk in Linz wächst. {PROSE}",
        f"{PROSE}\n{PROSE}\n{PROSE}\nWerk in Linz wächst\n{PROSE}",
    ],
)
def test_what_only_resembles_the_title_or_comes_later_stays(text: str) -> None:
    assert drop_title(text, "Werk in Linz wächst") == text
    assert drop_title(f"–\n{text}", "") == f"–\n{text}"


def test_a_headline_directly_above_itself_is_one() -> None:
    assert read_head(f"Werk wächst\nWerk wächst\n\n{PROSE}").title == "Werk wächst"
