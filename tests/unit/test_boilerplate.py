"""Lines that are no part of an article go, and say what they are taken for."""

import pytest
from cutting import BODY, FIRST, SECOND, cut

from index.cleaning.boilerplate import cut_boilerplate, find_outlet
from index.cleaning.manuscript import Manuscript


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
