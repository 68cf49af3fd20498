import pytest

from index.cleaning.boilerplate import cut_boilerplate, cut_stretches, find_outlet
from index.cleaning.manuscript import Manuscript

FIRST = "Die neue Halle in Linz wird im Herbst eröffnet, teilte das Werk am Mittwoch mit."
SECOND = "Sie kostet 14,5 Millionen Euro und schafft 120 Stellen."
BODY = f"{FIRST} {SECOND}"


def cut(text: str) -> str:
    return cut_stretches(cut_boilerplate(Manuscript(text))).read()


def reasons(text: str) -> list[tuple[str, str]]:
    return [(cut.reason, cut.text) for cut in cut_boilerplate(Manuscript(text)).cuts()]


@pytest.mark.parametrize(
    "line",
    [
        "Bildquelle: Erika Muster / Agentur",
        "Bildnachweis: Muster.",
        "Foto: Muster/Agentur",
        "(Symbolbild: Agentur)",
        "Image credit: Jane Doe.",
        "Photo by Jane Doe on Photosite",
        "© 2025 Muster Verlag",
        "(c) 2025 Muster Verlag",
        "Anzeige",
        "– ANZEIGE –",
        "[Werbung]",
        "Advertisement",
        "Weiterlesen nach der Anzeige",
        "Article continues below advertisement",
        "Muster-Aktie: Kaufen oder verkaufen? Hier weiterlesen...",
        "Disclosure: The author holds no position in Muster AG.",
        "John Doe has no position in any of the stocks mentioned.",
        "Hier weiterlesen...",
        "(mehr dazu hier)",
        "Lesen Sie mehr dazu hier.",
        "→ Read more",
        "Zurück zur Startseite",
        "Lesen Sie auch: Werk in Steyr schließt",
        "Read also: Plant in Steyr to close",
        "Lesen Sie auch",
        "Teilen",
        "Facebook | WhatsApp | E-Mail",
        "Artikel drucken",
        "Auf Facebook teilen",
        "Share on LinkedIn",
        "Folgen Sie uns auf Instagram!",
        "12 Kommentare",
        "Wir verwenden Cookies, um Ihr Erlebnis auf dieser Website zu verbessern.",
        "This site uses cookies to improve your experience.",
        "Alle akzeptieren",
        "Empfohlener redaktioneller Inhalt",
        "Bitte aktivieren Sie JavaScript, um fortzufahren.",
        "Melden Sie sich für unseren täglichen Newsletter an!",
        "Newsletter abonnieren",
        "Sign up for our daily newsletter.",
        "Dieser Artikel ist nur für Abonnenten verfügbar",
        "Already a subscriber? Log in",
        "Jetzt Probeabo sichern!",
        "Hier geht es zum kostenlosen Muster-Newsletter!",
        "Abonnieren Sie unseren WhatsApp-Kanal und verpassen Sie nichts mehr.",
        "Download our app to get breaking news alerts.",
        "Never miss a story.",
        "Mehr anzeigen",
        "Lesezeit: ca. 3 Minuten",
        "4 min read",
        "Bild 1 von 5",
        "PRESSEMITTEILUNG",
        "For immediate release",
        "AFA0064 2025-09-24/12:39",
    ],
)
def test_boilerplate_lines_go_wherever_they_stand(line: str) -> None:
    text = f"{FIRST}\n{line}\n\n{SECOND}"
    assert cut(text) in (f"{FIRST}\n{SECOND}", f"{FIRST}\n\n{SECOND}")


@pytest.mark.parametrize(
    "line",
    [
        "BILD: Herr Minister, wann kommt die Reform?",
        "Bild: Was sagen Sie dazu?",
        "Das Foto zeigt die Halle.",
        "(c) Der dritte Punkt betrifft die Löhne.",
        "c) Der dritte Punkt betrifft die Löhne.",
        "Die Anzeige wurde am Montag erstattet.",
        "Werbung wird teurer",
        "Kaufen oder verkaufen? Die Eigentümer zögern.",
        "Lesen Sie auch das Kleingedruckte, rät die Kammer.",
        "Mehr dazu sagte die Ministerin am Abend.",
        "Read more books, she told the pupils.",
        "Teilen ist schwer.",
        "Facebook und Twitter verlieren Nutzer.",
        "Facebook",
        "Wir verwenden Cookies nur beim Backen.",
        "Interessenkonflikte",
        "Disclosure: it was a great film.",
        "Disclosure rules were tightened in May.",
        "Der Newsletter erreicht 3 Millionen Menschen.",
        "Redaktion und Verlag ziehen um.",
        "Quelle: Eigene Berechnungen",
        "Reuters",
        "Die Lesezeit von 3 Minuten pro Tag ist gesunken.",
        "Should you invest $1,000 in Muster right now?",
    ],
)
def test_lines_of_the_article_stay(line: str) -> None:
    text = f"{FIRST}\n{line}\n{SECOND}"
    assert cut(text) == text


@pytest.mark.parametrize(
    "line",
    [
        "Redaktion muster.ch",
        "(APA, 24.9.2025)",
        "dpa-AFX",
        "Quelle: Muster-Agentur",
        "Tags: Linz, Bau",
        "Mit Material von dpa und AFP",
        "Our Standards: The Muster Trust Principles.",
        "Erika Muster contributed to this report.",
    ],
)
def test_sign_offs_go_at_the_end_only(line: str) -> None:
    assert cut(f"{BODY}\n\n{line}\n\nFoto: Muster") == BODY
    assert line in cut(f"{line}\n{BODY}")


def test_a_signature_or_a_notice_with_a_domain_names_the_outlet() -> None:
    def outlet(text: str) -> str | None:
        return find_outlet(cut_boilerplate(Manuscript(text)))

    assert outlet(f"{BODY}\n\nRedaktion muster.ch") == "muster.ch"
    assert outlet(f"Sie werden zu muster.ch weitergeleitet.\n{BODY}") == "muster.ch"
    assert outlet(f"{BODY}\n\nDie Redaktion") is None
    assert outlet(f"{BODY}\n\nQuelle: muster.ch") is None


@pytest.mark.parametrize(
    ("heading", "rest"),
    [
        (
            "Hinweis auf Interessenkonflikte:",
            "Die Autorin besitzt Finanzinstrumente der Muster AG.\nDer Verlag erhält Vergütungen.",
        ),
        ("Disclaimer", "This is no investment advice.\nDo your own research."),
        ("Rückfragen zu den Bürozeiten:", "Polizei Linz\nTelefon: 0123/456 78"),
        ("# dpa-Notizblock", "## Internet\n- Muster\n\n## Orte\n- Hafenstr. 1, Linz"),
        (
            "Muster-Aktie: Kaufen oder verkaufen?! Neue Muster-Analyse vom 3. Mai gibt Rat:",
            "Nach den neuen Zahlen ist Eile geboten. Die Gratis-Analyse sagt, was zu tun ist.",
        ),
        (
            "Should you invest $1,000 in Muster Corp. right now?",
            "The Motley Fool has ten better ideas.",
        ),
        ("Mehr zum Thema", "Werk in Steyr schließt\nNeue Brücke für Linz"),
        ("You may also like:", "Plant in Steyr to close\n\nNew bridge for Linz"),
    ],
)
def test_closing_blocks_go_with_what_follows(heading: str, rest: str) -> None:
    text = f"{BODY}\n{BODY}"
    assert cut(f"{text}\n{heading}\n{rest}") == text


def test_several_closing_blocks_go() -> None:
    blocks = "Disclaimer\nKeine Anlageberatung.\n\nMehr zum Thema\nWerk in Steyr schließt\n\nTeilen"
    assert cut(f"{BODY}\n\n{blocks}") == BODY


@pytest.mark.parametrize(
    "text",
    [
        f"{SECOND}\nDisclaimer\nKeine Anlageberatung. {BODY} {BODY}",
        f"{BODY}\nDisclaimer\n{SECOND}",
    ],
)
def test_a_block_stays_that_is_long_or_speaks_of_other_things(text: str) -> None:
    assert cut(text) == text


def test_a_list_of_headlines_stays_where_the_article_goes_on_below() -> None:
    text = f"{FIRST}\nMehr zum Thema\nWerk in Steyr schließt\n{SECOND}"
    assert cut(text) == f"{FIRST}\nWerk in Steyr schließt\n{SECOND}"


def test_many_openings_take_no_time() -> None:
    text = "Disclaimer\nMehr zum Thema\nDies ist ein Satz.\n" * 5_000
    assert "Satz" in cut(text)


# --- what a cut is taken for ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Bildquelle: Erika Muster / Agentur", "image credit"),
        ("Erika Muster/Getty Images", "image credit"),
        ("Anzeige", "advert"),
        ("(mehr dazu hier)", "link"),
        ("Lesen Sie auch: Werk in Steyr schließt", "related articles"),
        ("Teilen", "share buttons"),
        ("12 Kommentare", "comments"),
        ("Alle akzeptieren", "cookies"),
        ("Newsletter abonnieren", "newsletter"),
        ("Already a subscriber? Log in", "paywall"),
        ("4 min read", "reading time"),
        ("----------", "separator"),
        ("SMI 11 702 0.3% DAX 20 232 0.6%", "market data"),
    ],
)
def test_each_cut_says_what_it_is_taken_for(line: str, reason: str) -> None:
    assert reasons(f"{FIRST}\n{line}\n{SECOND}") == [(reason, line)]


def test_a_block_is_one_cut() -> None:
    block = "Disclaimer:\nKeine Anlageberatung.\n\nOhne Gewähr, sagt der Autor."
    assert reasons(f"{BODY}\n{block}") == [("disclosure", block)]


# --- within lines, in runs, in blocks ------------------------------------------------------------


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
