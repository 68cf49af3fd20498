import pytest

from index.cleaning.manuscript import Manuscript
from index.cleaning.menus import cut_menu

PROSE = "Die neue Halle in Linz wird im Herbst eröffnet, teilte das Werk mit. Sie ist groß."


def cut(text: str) -> str:
    return cut_menu(Manuscript(text)).read()


@pytest.mark.parametrize(
    "menu",
    [
        "Muster-Blatt\nMenü\nStart\nSport\nKultur\nAnmelden",
        "Home | Aktuelles | Vereine | Kontakt",
        "News  Sport  What's On  Business  Buy a Photo\nSign In",
        "Start > Lokales > Linz > Sport",
    ],
)
def test_navigation_above_an_article_goes(menu: str) -> None:
    text = f"Werk in Linz nimmt Halle in Betrieb\n\n{PROSE}"
    assert cut(f"{menu}\n\n{text}") == text


def test_navigation_without_line_breaks_goes() -> None:
    assert cut(f"Start Politik Sport Kultur Wetter {PROSE}") == PROSE


@pytest.mark.parametrize(
    "text",
    [
        f"Sport\n\nHalle in Linz\n\n{PROSE}",
        f"Politik und Wirtschaft streiten\n\n{PROSE}",
        f"{PROSE}\nSport\nKultur\nPolitik\nWetter\n{PROSE}",
        f"Kultur, Sport und Politik in Linz feiern zusammen ein Fest.\n\n{PROSE}",
    ],
)
def test_what_is_no_navigation_stays(text: str) -> None:
    assert cut(text) == text


def test_a_headline_in_between_stays() -> None:
    text = f"Start\nSport\nWerk in Linz nimmt Halle in Betrieb\nAnmelden\n\n{PROSE}"
    assert cut(text) == f"Werk in Linz nimmt Halle in Betrieb\n\n{PROSE}"
