import re
from itertools import pairwise

import pytest
from haste import is_quick
from hypothesis import given, settings
from hypothesis import strategies as st

from index.chunking import chunk, split_sentences
from index.records import Article, Chunk

LANGUAGES = st.sampled_from(["de", "en", "fr", "ru", "zh", "und"])
# Pieces that make sentence splitting hard, between text of any kind.
PIECES = st.sampled_from(
    ("Der Rat stimmt zu. ", "z. B. ", "am 24. ", "September ", "„Ja. ", "“ ", "1.234,5 ", "Mrd. ",
     "3. ", "?! ", "… ", "» ", "工厂五月开业。", "U.S. ", "\n", "\n\n", "\t", "\r\n", "\u00a0",
     "e\u0301 ", "👩\u200d🏭. ", "\u2028", "x" * 60)
)  # fmt: skip
TEXTS = st.lists(PIECES | st.text(max_size=12), max_size=25).map("".join)


def count_characters(texts: list[str]) -> list[int]:
    return [len(text) for text in texts]


def count_words(texts: list[str]) -> list[int]:
    return [len(text.split()) for text in texts]


def sentences_of(text: str, language: str = "de") -> list[str]:
    return [text[start:end] for start, end in split_sentences(text, language)]


def article_of(text: str, language: str = "de") -> Article:
    return Article("a", "", text, language=language)


GERMAN = [
    [
        "Der Konzern will z. B. in Linz bauen, u. a. eine Halle.",
        "Das kostet ca. 53 Mrd. Euro.",
        "Laut Dr. Amsel ist die Nr. 4 fertig.",
    ],
    [
        "Am 24. September kam der 1. FC Quellbrook.",
        "Im 19. Jahrhundert stand hier ein Turm.",
        "Heute spielt der Verein in der 3. Liga.",
        "Er wurde zum 2. Mal Meister.",
    ],
    [
        "Der Umsatz stieg um 9,16 Prozent auf 1.234,5 Mio. Euro.",
        "Der Anteil liegt bei 3,50 Euro!",
        "Lohnt sich das?",
        "Das weiß d. h. niemand.",
    ],
    ["„Wir bauen hier. Punkt“, sagte sie.", "„Wir kommen.“", "Danach ging sie."],
    ["«Das ist gut», meinte er.", "Die Firma (gegr. 1998) wuchs."],
    ["Das Treffen beginnt am 3. Mai um 14.30 Uhr.", "Es kommen 12.", "Dann ist Schluss."],
    ["Sie lief auf Platz 3.", "Danach gab es Kaffee mit Prof. Dr. Kranich."],
    ["Der Stand: 31. 12. 2024 bzw. später.", "Die Anleger klagten."],
    ["Die Wahl war am 3.", "Der Rat tagt am 10. Mai.", "Der 2. Der-Chor-Abend fiel aus."],
    [
        "Der ehem. Bgm. Muster und Abg. Probe kamen mit Hptm. Beispiel.",
        "Laut Präs. Muster und der österr. Polizei gilt insb. Artikel 3.",
        "Das kostet in St. Gallen 3,5 Mio. Fr. und Fr. 25.50 pro Person.",
    ],
    # a figure begins a sentence
    [
        "Der Rat beschloss, die Brücke für den Autoverkehr zu sperren.",
        "27 Mitglieder stimmten dafür, 19 dagegen.",
        "„Wir brauchen das.“",
        "31 Millionen Euro trägt der Bund für Stahl.",
        "§ 6 lehnte der Rat ab.",
        "2030 läuft die Frist ab, um 10.30 Uhr.",
        "12 Filialen öffneten (plus 3 Prozent).",
        "Wer zahlt das?",
        "5 Autos brannten 2024.",
        "3,5 Prozent sind es, nicht 2,1.",
        "„17 Fans“ verletzten sich beim 2:1.",
        "150 Leute sahen das!",
        "20 blieben.",
    ],
    # a figure goes on
    *(
        [sentence]
        for sentence in (
            "Das Fest beginnt am 3. 5. 2025, nicht am So. 4. Mai oder im Sept. 2026.",
            "Nach § 3 Abs. 2 S. 1 Buchst. 3 und Art. 3, Kap. 4, Ziff. 5 gilt das.",
            "Es kamen ca. 30 Leute, rd. 20 Hunde, max. 3 bzw. 4 Katzen, evtl. 2 mehr, resp. 5.",
            "Er will z. B. 3 Bäume, d. h. 2 weniger, Äpfel usw. 30 Kisten, Mio. 5 und Dr. 2.",
            "Linz liegt auf Platz 1. 27 Teams folgen.",
            "In der Hauptstr. 12, der Karl-Marx-Str. 3 und am Marktpl. 4 brannte es.",
            "Laut BGBl. 12 und Beil. 3 in der 2. Aufl. 2025 gilt es seit Ludwig XVIII. 1815.",
            "„Wir wollen das nicht. 27 Leute sind genug“, sagte sie.",
            "Der Rat (er tagt selten. 27 Sitze hat er) stimmte zu.",
            "«Das geht nicht. 27 Leute sind genug», sagte sie.",
            "Siehe Nr. 5, S. 12, Hausnr. 4, Parz. 17 und Tel. 0123.",
            "Anm. d. Red.: In einer früheren Version fehlte ein Wort.",
            "2. Der Umzug dauert",
            "Frau Dipl.-Ing. Eva Amsel leitet den Bau.",
        )
    ),
]
FOREIGN = [
    ("hi", ["डॉ. वर्मा ने 5 कि.मी. का पुल देखा।", "वह कब खुला?", "किसी को पता नहीं।"]),
    ("ar", ["قال د. أحمد إنه جسر.", "متى افتُتح؟", "لا أحد يعرف!"]),
    ("el", ["Ο κ. Παππάς ήρθε στις 5 π.μ. με φίλους.", "Πού πήγε;", "Κανείς δεν ξέρει."]),
    ("ro", ["Dl. Pop locuiește pe Str. Mare nr. 3.", "Art. 5 alin. 2 spune asta."]),
    ("tr", ["Kent 2. Dünya Savaşı'nda yıkıldı.", "Prof. Dr. Kaya onu 19. yüzyılda kurdu."]),
    ("vi", ["TS. An đến TP. Huế lúc 5 giờ.", "Cầu mở khi nào?"]),
    ("fr", ["M. Dupont habite bd. Clair.", "Env. 5 personnes y vivent."]),
    ("pl", ["Dr. Nowak z ul. Jasnej 5 przyszedł.", "W XIX w. było inaczej."]),
    ("sv", ["De kom bl.a. från kl. fem."]),
    (
        "th",
        [
            "อุโมงค์ยาว 4.2 กิโลเมตร ใต้แม่น้ำในเมืองเก่าของภูมิภาคนี้",
            "ดร. สมชายกล่าวว่าจะปิดสิบเอ็ดสัปดาห์ระหว่างซ่อมเพดาน และคนขับต้องจ่ายเงินสองยูโร",
            "ตั้งแต่นั้นมามีการติดตั้งหัวฉีดน้ำดับเพลิงทุกสามสิบเมตร",
        ],
    ),
    (
        "en",
        [
            "Dr. Finch runs Nordglut Inc. in the U.S. and pays $3.5 million a year.",
            '"We build here," she said.',
            "Sales rose 4.2 percent to 1,200 units.",
        ],
    ),
    (
        "en",
        [
            "Ms. Hall met Cllr. Reed, Const. Lee and Amb. Poe in Ft. Lauderdale.",
            "She paid approx. 30 pounds, as vol. 3, ch. 4, paras. 5 and 6 say.",
            "“We will go,” she said.",
            "“They won’t.”",
            "27 members left.",
            'He asked: "Why?"',
            "31 stayed until 3 p.m. on Monday.",
            "“It is in Annex No. 5.”",
            "$2 million was paid.",
        ],
    ),
    (
        "en",
        [
            "Talks resume at 10 a.m. Monday.",
            "Doors open at 8 p.m. ET on the day.",
            "Polls close at 8 p.m. Nov. 4 in Ohio.",
            "It starts at 9 a.m.",
            "Everyone is welcome.",
        ],
    ),
    ("en", ["3. Oil slips again"]),
    ("ru", ["Завод открылся в мае.", "Он стоил 3,5 млн рублей.", "Что дальше?", "Никто не знает!"]),
    (
        "ru",
        [
            "Завод, т. е. цех на ул. Садовой, д. 5, стоил 5 тыс. долл. США.",
            "Т. е. денег нет.",
            "На рис. 5 и в табл. 2 это видно, см. стр. 7.",
            "«Мы строим!» — сказал он.",
            "«Когда?» – спросила она.",
            "Никто не знает.",
            "— Мы тоже.",
        ],
    ),
    (
        "es",
        [
            "El Sr. Roble y Dña. Ana Haya pagaron 3,5 mill. de euros.",
            "¿Quién lo sabe?",
            "¡Nadie!",
            "Véanse la fig. 3, la pág. 5 y el cap. 2 del Exmo. Sr. Pino.",
            "—¿Cuándo? —preguntó ella.",
            "Viven en la Avda. Mayor, núm. 4.",
        ],
    ),
]


@pytest.mark.parametrize("expected", GERMAN, ids=lambda sentences: sentences[0][:20])
def test_german_prose_is_split_where_sentences_end(expected: list[str]) -> None:
    assert sentences_of(" ".join(expected)) == expected


@pytest.mark.parametrize(("language", "expected"), FOREIGN)
def test_other_languages_are_split_by_their_own_rules(language: str, expected: list[str]) -> None:
    assert sentences_of(" ".join(expected), language) == expected


def test_chinese_needs_no_spaces_between_sentences() -> None:
    assert sentences_of("工厂五月开业。接下来呢？没人知道！", "zh") == [
        "工厂五月开业。",
        "接下来呢？",
        "没人知道！",
    ]


def test_an_ordinal_rule_is_german_only() -> None:
    assert sentences_of("They came 2. Then it rained.", "en") == ["They came 2.", "Then it rained."]


@pytest.mark.parametrize("piece", ["Sept. 3 ", "„Sept. 3 ", "wort. 3 ", "wort! ", "Nr. A "])
def test_a_long_line_is_split_in_no_time(piece: str) -> None:
    line = piece * (50_000 // len(piece))
    assert is_quick(lambda: split_sentences(line, "de"), seconds=2)


def test_a_line_break_ends_a_sentence() -> None:
    text = "Werk in Linz wächst\n\nDer Rat stimmt zu\nAm Montag wird gebaut."
    assert sentences_of(text) == text.replace("\n\n", "\n").split("\n")


@pytest.mark.parametrize("text", ["", " ", "\n\n \t\n"])
def test_nothing_gives_nothing(text: str) -> None:
    assert split_sentences(text, "de") == []
    assert chunk(article_of(text), count_words) == []


@settings(max_examples=150, deadline=None)
@given(TEXTS, LANGUAGES)
def test_every_character_but_white_space_is_in_exactly_one_sentence(
    text: str, language: str
) -> None:
    spans = split_sentences(text, language)
    assert all(start < end for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    edges = [0, *(edge for span in spans for edge in span), len(text)]
    between = [text[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True)]
    assert "".join(between).strip() == ""
    assert all(text[start:end].strip() == text[start:end] for start, end in spans)


def check_offsets(article: Article, chunks: list[Chunk]) -> None:
    for ordinal, chunk_ in enumerate(chunks):
        passage, sentences = chunk_.passage, chunk_.sentences
        assert passage.ordinal == ordinal
        assert passage.text == article.text[passage.start : passage.end]
        assert (passage.start, passage.end) == (sentences[0].start, sentences[-1].end)
        assert [sentence.ordinal for sentence in sentences] == list(range(len(sentences)))
        for sentence in sentences:
            assert sentence.text == article.text[sentence.start : sentence.end]
            assert sentence.article_id == passage.article_id == article.id


@settings(max_examples=150, deadline=None)
@given(TEXTS, LANGUAGES, st.integers(5, 60), st.integers(1, 40))
def test_passages_hold_every_sentence_in_order_and_none_is_too_long(
    text: str, language: str, passage_tokens: int, max_tokens: int
) -> None:
    article = article_of(text, language)
    chunks = chunk(article, count_characters, passage_tokens=passage_tokens, max_tokens=max_tokens)
    check_offsets(article, chunks)
    sentences = [sentence for chunk_ in chunks for sentence in chunk_.sentences]
    assert all(before.end <= after.start for before, after in pairwise(sentences))
    assert all(len(sentence.text) <= max_tokens for sentence in sentences)
    kept = "".join(sentence.text for sentence in sentences)
    assert re.sub(r"\s", "", kept) == re.sub(r"\s", "", text)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(1, 30), min_size=1, max_size=80))
def test_passages_are_of_about_equal_length(lengths: list[int]) -> None:
    text = "\n".join(" ".join(["wort"] * length) for length in lengths)
    sizes = count_words(
        [chunk_.passage.text for chunk_ in chunk(article_of(text), count_words, passage_tokens=100)]
    )
    parts = max(1, round(sum(lengths) / 100))
    share = sum(lengths) / parts
    assert len(sizes) == parts
    assert all(abs(size - share) <= max(lengths) for size in sizes)


def test_a_short_article_is_one_passage() -> None:
    (only,) = chunk(article_of("Der Rat stimmt zu. Am Montag wird gebaut."), count_words)
    assert len(only.sentences) == 2


def test_a_sentence_longer_than_a_passage_has_one_of_its_own() -> None:
    long = " ".join(["wort"] * 90)
    chunks = chunk(article_of(f"Kurz.\n{long}\nKurz."), count_words, passage_tokens=30)
    assert long in [sentence.text for chunk_ in chunks for sentence in chunk_.sentences]
    check_offsets(article_of(f"Kurz.\n{long}\nKurz."), chunks)


def test_too_long_a_sentence_is_broken_at_a_clause() -> None:
    text = "Der Rat stimmt dem Plan heute zu; das Werk in Linz wird nun endlich gebaut werden"
    chunks = chunk(article_of(text), count_characters, max_tokens=60)
    assert [s.text for c in chunks for s in c.sentences] == [
        "Der Rat stimmt dem Plan heute zu;",
        "das Werk in Linz wird nun endlich gebaut werden",
    ]


def test_a_very_long_line_without_spaces_is_cut_to_size() -> None:
    text = "x" * 100_000
    chunks = chunk(article_of(text), count_characters)
    pieces = [sentence.text for chunk_ in chunks for sentence in chunk_.sentences]
    assert "".join(pieces) == text
    assert {len(piece) for piece in pieces[:-1]} == {480}
