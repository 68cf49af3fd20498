"""What is no part of an article goes within lines, in runs and in blocks."""

import pytest
from cutting import BODY, FIRST, SECOND, cut


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        (f"{FIRST} (APA, red, 24.9.2025)", FIRST),
        (f"{FIRST} (APA/dpa, 24.9.2025) {SECOND}", f"{FIRST} {SECOND}"),
        (f"{FIRST} Foto: E. Muster/dpa", FIRST),
        (f"{FIRST} © Erika Muster", FIRST),
        (f"{FIRST}/ag/mis/jha/", FIRST),
        (f"{FIRST} … [+1234 chars]", f"{FIRST} …"),
        (f"{FIRST} Teilen Merken Drucken {SECOND}", f"{FIRST} {SECOND}"),
        (f"{FIRST} Werbung {SECOND}", f"{FIRST} {SECOND}"),
        ("Sie gehört zum Index (mehr dazu hier).", "Sie gehört zum Index."),
        (f"{FIRST} Impressum Datenschutz Kontakt", FIRST),
    ],
)
def test_what_stands_between_sentences_goes(text: str, rest: str) -> None:
    assert cut(text) == rest


@pytest.mark.parametrize(
    "text",
    [
        f"{FIRST} (Anm. d. Red.) {SECOND}",
        f"{FIRST} Werbung macht das Werk keine.",
        f"{FIRST} Foto: So heißt die Bar.",
        f"{FIRST} © Muster steht auf jedem Umschlag.",
        f"{FIRST} Anzeige erstattete niemand.",
        f"{FIRST} Teilen will niemand.",
        f"{FIRST} Siehe https://muster.example/de/at",
        "Pressemitteilung und Bilanz liegen vor.",
        "Siehe auch: So beginnt jeder Absatz der Richtlinie, die 42 Seiten hat.",
        "© Muster steht auf jedem Umschlag.",
        "Subscribe to our newsletter, says the sign at the gate.",
        "Download the app, he said, and you will see.",
        "Jetzt wollen sie bis Mai entscheiden, ob sie teilnehmen.",
        "Hier werden Sie abstimmen, sagte die Leiterin.",
        "Bild: Das wäre zu banal gewesen, sagt die Wirtin.",
    ],
)
def test_sentences_that_resemble_boilerplate_stay(text: str) -> None:
    assert cut(text) == text


def test_single_networks_count_only_in_a_row() -> None:
    assert cut(f"{FIRST}\nFacebook\nTwitter\n\nPrint\n{SECOND}") == f"{FIRST}\n\n{SECOND}"
    assert cut(f"{FIRST}\nTwitter\n{SECOND}") == f"{FIRST}\nTwitter\n{SECOND}"


def test_an_advert_in_the_middle_goes_and_the_article_goes_on() -> None:
    advert = "Muster-Aktie: Kaufen oder verkaufen?! Neue Muster-Analyse liefert die Antwort:\n"
    advert += "Die Zahlen sprechen Klartext. In der kostenlosen Analyse steht, was zu tun ist."
    assert cut(f"{FIRST}\n{advert}\n{SECOND}") == f"{FIRST}\n{SECOND}"


def test_an_advert_between_ruled_lines_goes() -> None:
    advert = "ANZEIGE\nIhr Rad hat Herbst verdient: Inspektion ab 49 Euro.\n----------"
    assert cut(f"{FIRST}\n\n{advert}\n\n{SECOND}") == f"{FIRST}\n\n{SECOND}"


def test_comments_below_an_article_go() -> None:
    comments = "2 Kommentare\n\nLotte schrieb am 3. Mai: Endlich passiert etwas!"
    assert cut(f"{BODY}\n{BODY}\n\n{comments}") == f"{BODY}\n{BODY}"


@pytest.mark.parametrize(
    "line",
    [
        "14 Postings",
        "Sortieren nach: Älteste",
        "Schreiben Sie als Erster einen Kommentar",
        "Fehler im Text gefunden? Schreiben Sie uns!",
        "Wie finden Sie den Beitrag?",
        "Verschenken | Später lesen | Drucken",
        "Teilen Mailen Pinnen",
        "Teilen Sie diesen Beitrag!",
        "Geschwindigkeit 1,5x",
        "Text verkleinern",
        "Im Video: Rundgang durch das Werk (2:05)",
        "Mehr zu: Stahl, Linz, Neubau",
        "Können Sie diese E-Mail nicht richtig sehen? Im Browser öffnen.",
        "Guten Morgen, liebe Leute!",
        "Gefällt Ihnen unser Wochenbrief? Dann empfehlen Sie ihn weiter.",
        "Unterstützen Sie unseren Journalismus mit einem Beitrag.",
        "Um dieses Video anzusehen, brauchen wir Ihre Zustimmung.",
        "Sie haben noch 3 kostenlose Artikel in dieser Woche.",
        "ANZEIGE: Girokonto ohne Gebühren",
        "Preis: 19,90 €",
        "DAX 18.001 (+0,1 %) +++ SMI 11.700 (-0,2 %)",
        "Impressum · Datenschutz · Das Muster-Haus",
        "Have your say in the comments.",
        "Last edited: Monday at 9:14",
        "AI-generated summary.",
        "Your browser does not support this video.",
        "View 5 more stories",
        "Get the latest Linz news on WhatsApp",
        "By using this website you agree to our use of cookies.",
        "A word from our sponsor",
        "Forward to a friend | Tweet this | Unsubscribe",
        "Contact the newsroom at news@muster.example",
        "8.1K Followers",
        "Muster Street's Disclosure: Nothing here is investment advice.",
    ],
)
def test_what_portals_and_mails_say_of_themselves_goes(line: str) -> None:
    assert cut(f"{FIRST}\n{line}\n{SECOND}") == f"{FIRST}\n{SECOND}"


@pytest.mark.parametrize(
    "line",
    [
        "Gefällt Ihnen die Arbeit in der Halle?",
        "Guten Morgen, Frau Muster!",
        "Was meinen Sie dazu?",
        "Anzeige: Betrunkener fährt gegen Zaun",
        "14 Postings prüfte die Polizei am Dienstag.",
        "Im Video ist der Täter zu sehen.",
        "Sport | 2019 | 2023",
        "Halle 1 | Halle 2 | Kultur",
        "Der Verein steht seit 1912 im Handelsregister.",
        "Mehr zu verdienen, das wünschen sich alle.",
        "Fehler gefunden? Die Prüfer schweigen dazu.",
        "The bank's disclosure: it holds shares in the plant.",
        "Medicare covers the costs of the plant's workers.",
        "Support for the plant grew from as little as 3 per cent.",
        "More in common than rivals admit",
        "Good morning, Mr Muster!",
        "Contact with the plant was lost on Monday.",
    ],
)
def test_what_resembles_a_portal_stays(line: str) -> None:
    assert line in cut(f"{FIRST}\n{line}\n{SECOND}")
    assert line in cut(f"{BODY}\n{line}")


@pytest.mark.parametrize(
    "line",
    [
        "Nachdruck, auch in Teilen, nur mit Genehmigung des Verlags.",
        "Dieser Beitrag ist urheberrechtlich geschützt. Alle Rechte vorbehalten.",
        "Einstellungen ändern | Abmelden",
        "Muster-Brief e. V., Vereinsregister 1234",
        "Erika Muster ist freie Korrespondentin für Wirtschaft in Linz.",
        "Jane covers business and city hall.",
        "Republish this story for free under an open licence.",
    ],
)
def test_notices_and_notes_go_at_the_end_only(line: str) -> None:
    assert cut(f"{BODY}\n{line}") == BODY
    assert line in cut(f"{FIRST}\n{line}\n{SECOND}")


def test_short_lines_below_the_last_sentence_go_if_half_are_a_footer_s() -> None:
    footer = "Muster-Haus\nImpressum\nUnser Versprechen\nDatenschutz\nKarriere"
    assert cut(f"{BODY}\n{footer}") == f"{BODY}\nMuster-Haus"


@pytest.mark.parametrize(
    "tail",
    [
        "Gold: Erika Muster\nSilber: Max Muster\nBronze: Jo Muster",
        "Linz\nSteyr\nWels\nKultur",
        "Halle | 12\nSport | 14\nKultur | 9",
    ],
)
def test_results_and_tables_at_the_end_stay(tail: str) -> None:
    assert cut(f"{BODY}\n{tail}") == f"{BODY}\n{tail}"
