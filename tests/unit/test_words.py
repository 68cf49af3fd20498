import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.scripts import MARKS
from index.words import has_word, split_words, stem, stems_of, word_spans

WRITTEN = [
    ("KI-Infrastruktur wächst", ["ki", "infrastruktur", "wächst"]),
    ("Die GROSSE Straße", ["die", "grosse", "strasse"]),
    ("Menge: 12'500 bzw. 12’500", ["menge", "12_500", "bzw", "12_500"]),
    ("um 1.234,5 Prozent.", ["um", "1_234_5", "prozent"]),
    ("am 24. September, 14.30 Uhr", ["am", "24", "september", "14_30", "uhr"]),
    ("3,5-mal so viel", ["3_5", "mal", "so", "viel"]),
    ("１５１ ﬁrmen", ["151", "firmen"]),
    ("14 000 домов, 1\u00a0250\u202f000 €", ["14_000", "домов", "1_250_000"]),
    ("1 250 000,5 km", ["1_250_000_5", "km"]),
    ("1921 500 m, 7 1000, 12 34", ["1921", "500", "m", "7", "1000", "12", "34"]),
    ("工厂五月", ["工厂", "厂五", "五月"]),
    ("厂", ["厂"]),
    ("AI工厂2号x", ["ai", "工厂", "2", "号", "x"]),
    ("हिन्दी में पुल", ["हिन्दी", "में", "पुल"]),
    ("३,४०० लोग", ["3_400", "लोग"]),
    ("٤٫٧٥ و ٤٨٬٠٠٠", ["4_75", "و", "48_000"]),
    ("İstanbul’da", ["istanbul", "da"]),
    ("สะพานยาว 48,000 เมตร", ["สะพา", "พาน", "นยา", "ยาว", "48_000", "เมต", "ตร"]),
    ("ที่", ["ที่"]),
    ("", []),
    (" – „…“ «!» ", []),
]


@pytest.mark.parametrize(("text", "words"), WRITTEN)
def test_text_is_split_into_words(text: str, words: list[str]) -> None:
    assert split_words(text) == words


def test_a_number_is_one_word_whatever_its_decimal_separator() -> None:
    assert split_words("151,3 Millionen")[0] == split_words("151.3 million")[0] == "151_3"
    assert split_words("1513")[0] != "151_3"


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("de", "die Milliarden der Betriebe", "Die Milliarde der Betrieb"),
        ("en", "investing in factories", "invested in factory"),
        ("ru", "заводы", "завода"),
        ("fr", "les usines", "les usine"),
        ("el", "οι γέφυρες", "οι γέφυρα"),
        ("hi", "पुलों", "पुल"),
        ("pl", "mosty", "mostu"),
    ],
)
def test_inflected_forms_share_a_stem(language: str, one: str, other: str) -> None:
    assert stems_of(one, language) == stems_of(other, language)


def test_german_compounds_are_followed_by_their_parts() -> None:
    whole, *parts = stem(["rechenzentren"], "de")
    assert [whole] == stem(["rechenzentrum"], "de")[:1]
    assert parts == stem(["rechen", "zentrum"], "de")
    assert stem(["infrastruktur"], "de")[0] in stems_of("KI-Infrastruktur", "de")
    assert stem(["konzern"], "de") == stem(["konzerne"], "de")


def test_words_are_found_at_their_places() -> None:
    text = "Die KI-Firma: 151,3 Mio."
    assert [text[a:b] for a, b in word_spans(text)] == ["Die", "KI", "Firma", "151", "3", "Mio"]
    assert [("工厂2号"[a:b]) for a, b in word_spans("工厂2号")] == ["工", "厂", "2", "号"]
    assert word_spans(" – ") == []
    assert ["हिन्दी में"[a:b] for a, b in word_spans("हिन्दी में")] == ["हिन्दी", "में"]
    assert ["สะพานยาว"[a:b] for a, b in word_spans("สะพานยาว")] == ["สะพา", "นยา", "ว"]


def test_a_text_has_a_word_in_any_form_and_without_spaces_anywhere() -> None:
    text = "工厂五月开业"
    assert has_word(text, "厂", stems_of(text, "zh"), "zh")
    assert not has_word(text, "桥", stems_of(text, "zh"), "zh")
    text = "Die Betriebe öffnen."
    assert has_word(text, "Betrieb", stems_of(text, "de"), "de")
    assert not has_word(text, "Trieb", stems_of(text, "de"), "de")


def test_languages_have_their_own_rules() -> None:
    assert stem(["investing"], "en") == ["invest"] != stem(["investing"], "de")


@pytest.mark.parametrize("language", ["zh", "und", "", "xx"])
def test_without_a_stemmer_words_stay_as_they_are(language: str) -> None:
    assert stem(["investing", "milliarden"], language) == ["investing", "milliarden"]


def test_numbers_survive_stemming() -> None:
    assert stems_of("151,3 oder 12'500", "de")[::2] == ("151_3", "12_500")


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60), st.sampled_from(["de", "en", "ru", "tr", "ar", "zh", "hi", "th"]))
def test_stems_never_hold_what_a_search_expression_would_misread(text: str, language: str) -> None:
    assert all(re.fullmatch(rf"[\w{MARKS}]+", found) for found in stems_of(text, language))
