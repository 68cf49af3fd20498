import pytest

from index.cleaning.captions import measure_caption

CAPTION = "Vor der Halle endete der Festzug."


def read(text: str) -> str:
    return text[: measure_caption(text)]


@pytest.mark.parametrize(
    "credit",
    [
        *("", "Foto: Muster-Archiv", "(Foto: Muster)", "FOTO: MUSTER", "Symbolbild: Muster"),
        *("Bildquelle: Muster.", "Archivfoto: Muster", "Bilder: Muster, Beispiel", "Bild : Muster"),
        *("Picture: Muster archive", "Photo by Jane Doe", "Image credit: Jane Doe.", "[Photos: X]"),
        *("© Muster", "– Photograph: Jane Doe/The Agency", "| Grafik: Muster", "Copyright Muster"),
        *("(Jane Doe/The Muster Courier)", "Jane Doe/Muster Agency", "Muster-Archiv"),
    ],
)
def test_a_caption_is_what_it_says_without_its_credit(credit: str) -> None:
    assert read(f"{CAPTION} {credit}".strip()) == CAPTION


@pytest.mark.parametrize(
    "text",
    [
        *("", "Foto: Muster", "Die neue Halle", "Jane Doe/Muster Agency.", "© 2025 Muster."),
        *(f"Foto: Muster. {CAPTION}", "Die Halle (Foto: Muster).", f"{CAPTION} die andere halle"),
    ],
)
def test_a_caption_that_may_be_a_credit_or_is_no_sentence_says_nothing(text: str) -> None:
    assert read(text) == ""
