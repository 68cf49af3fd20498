import pytest

from index.cleaning.decoding import decode, mend
from index.errors import SourceUnreadable

SENTENCE = "Die Brücke über die Mühl wird im Frühjahr für 3 Millionen € erneuert."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_usual_encodings_are_read(encoding: str) -> None:
    assert decode(SENTENCE.encode(encoding)) == SENTENCE


def test_latin_1_is_read() -> None:
    sentence = "Die Mühlviertler Käserei öffnet früher."
    assert decode(sentence.encode("latin-1")) == sentence


@pytest.mark.parametrize(
    "content",
    [
        "Привет, это текст о новостях и рынках этого города.".encode("cp1251"),
        "これは市場についてのニュースです。".encode("shift_jis"),
        b"\xff\xfe\x00",
    ],
)
def test_other_encodings_are_refused(content: bytes) -> None:
    with pytest.raises(SourceUnreadable, match="not text in a known encoding; save it as UTF-8"):
        decode(content)


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04\x00\x00", b"\x01\x02\x03\x04text", "ä\0ö".encode("utf-16")]
)
def test_binary_content_is_refused(content: bytes) -> None:
    with pytest.raises(SourceUnreadable, match="binary"):
        decode(content)


@pytest.mark.parametrize("content", [b"\xef\xbb\xbf", b"\xff\xfe", b""])
def test_a_byte_order_mark_alone_is_an_empty_text(content: bytes) -> None:
    assert not decode(content)


@pytest.mark.parametrize(
    "text", [SENTENCE, "Ärger im Öl: „Über 5 €“ – so’s", "Straße", "5\xa0°C und ½ Liter"]
)
@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
def test_utf_8_that_was_taken_for_something_else_is_mended(text: str, encoding: str) -> None:
    garbled = "".join(bytes([b]).decode(encoding, "ignore") or chr(b) for b in text.encode())
    assert mend(garbled) == text


@pytest.mark.parametrize(
    "text", [SENTENCE, "SÃO PAULO wächst", "Ã¼ steht hier für ü", "plain", "Привет Ã¼"]
)
def test_other_texts_are_left_as_they_are(text: str) -> None:
    assert mend(text) == text
