import pytest

from index.cleaning.boilerplate import cut_boilerplate

FIRST = "Die neue Halle in Linz wird im Herbst eröffnet, teilte das Werk am Mittwoch mit."
SECOND = "Sie kostet 14,5 Millionen Euro und schafft 120 Stellen."
BODY = f"{FIRST} {SECOND}"


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
        "Lesezeit: ca. 3 Minuten",
        "4 min read",
    ],
)
def test_boilerplate_lines_go_wherever_they_stand(line: str) -> None:
    text = f"{FIRST}\n{line}\n\n{SECOND}"
    assert cut_boilerplate(text)[0] in (f"{FIRST}\n{SECOND}", f"{FIRST}\n\n{SECOND}")


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
        "Die Aktie gehört zum Index (mehr dazu hier).",
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
    assert cut_boilerplate(text) == (text, None)


@pytest.mark.parametrize(
    "line",
    [
        "Redaktion muster.ch",
        "(APA, 24.9.2025)",
        "dpa-AFX",
        "Quelle: Muster-Agentur",
        "Tags: Linz, Bau",
    ],
)
def test_sign_offs_go_at_the_end_only(line: str) -> None:
    assert cut_boilerplate(f"{BODY}\n\n{line}\n\nFoto: Muster")[0] == BODY
    assert line in cut_boilerplate(f"{line}\n{BODY}")[0]


def test_a_signature_with_a_domain_names_the_outlet() -> None:
    assert cut_boilerplate(f"{BODY}\n\nRedaktion muster.ch") == (BODY, "muster.ch")
    assert cut_boilerplate(f"{BODY}\n\nDie Redaktion") == (BODY, None)
    assert cut_boilerplate(f"{BODY}\n\nQuelle: muster.ch") == (BODY, None)


@pytest.mark.parametrize(
    ("heading", "rest"),
    [
        (
            "Hinweis auf Interessenkonflikte:",
            "Die Autorin besitzt Finanzinstrumente der Muster AG.\nDer Verlag erhält Vergütungen.",
        ),
        ("Disclaimer", "This is no investment advice.\nDo your own research."),
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
    assert cut_boilerplate(f"{text}\n{heading}\n{rest}")[0] == text


def test_several_closing_blocks_go() -> None:
    blocks = "Disclaimer\nKeine Anlageberatung.\n\nMehr zum Thema\nWerk in Steyr schließt\n\nTeilen"
    assert cut_boilerplate(f"{BODY}\n\n{blocks}")[0] == BODY


@pytest.mark.parametrize(
    "text",
    [
        f"{SECOND}\nDisclaimer\nKeine Anlageberatung. {BODY} {BODY}",
        f"{BODY}\nDisclaimer\n{SECOND}",
    ],
)
def test_a_block_stays_that_is_long_or_speaks_of_other_things(text: str) -> None:
    assert cut_boilerplate(text)[0] == text


def test_a_list_of_headlines_stays_where_the_article_goes_on_below() -> None:
    text = f"{FIRST}\nMehr zum Thema\nWerk in Steyr schließt\n{SECOND}"
    assert cut_boilerplate(text)[0] == f"{FIRST}\nWerk in Steyr schließt\n{SECOND}"


def test_many_openings_take_no_time() -> None:
    text = "Disclaimer\nMehr zum Thema\nDies ist ein Satz.\n" * 5_000
    assert "Satz" in cut_boilerplate(text)[0]
