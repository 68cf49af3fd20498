"""Figures in the forms that news articles are fond of."""

from decimal import Decimal

import pytest
from quantities_found import find_one

from rag.quantities import Day, Kind, Precision, find_quantities, read_out


@pytest.mark.parametrize(
    ("text", "language", "value", "unit", "precision"),
    [
        ("Ein gutes Dutzend kam.", "de", "12", "", Precision.ABOVE),
        ("nach einer guten halben Stunde", "de", "0.5", "hour", Precision.ABOVE),
        ("vor einem guten Jahr", "de", "1", "year", Precision.ABOVE),
        ("ein knappes Drittel der Wälder", "de", "33.33", "%", Precision.NEARLY),
        ("eine knappe halbe Million", "de", "500000", "", Precision.NEARLY),
        ("a good dozen eggs", "en", "12", "", Precision.ABOVE),
        ("20-odd years", "en", "20", "year", Precision.ABOUT),
        ("30-plus people", "en", "30", "", Precision.AT_LEAST),
        ("a million or so", "en", "1E6", "", Precision.ABOUT),
        ("bis 2300 Meter", "de", "2300", "m", Precision.AT_MOST),
        ("bis drei Tage vor der Wahl", "de", "3", "day", Precision.EXACT),
        ("Über 65-Jährige", "de", "65", "year", Precision.ABOVE),
        ("mindestens aber um 320 Euro", "de", "320", "EUR", Precision.AT_LEAST),
        ("Gold über 200 m Brust", "de", "200", "m", Precision.EXACT),
    ],
)
def test_words_around_a_figure_qualify_it(
    text: str, language: str, value: str, unit: str, precision: Precision
) -> None:
    one = find_one(text, language)
    assert (one.value, one.unit, one.precision) == (Decimal(value), unit, precision)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Es war ein gutes Jahr.", "de"), ("a good day", "en"), ("ein guter Tag", "de"),
        ("der 1. FC Neustadt", "de"), ("World War Two", "en"), ("Channel Four", "en"),
        ("um halb acht", "de"), ("Seiten 3 und 5", "de"), ("junctions 9 and 10", "en"),
        ("in erster Linie", "de"), ("7 : 5", "de"), ("the top 10", "en"),
        ("in her late 60s", "en"), ("the low 30s Celsius", "en"),
    ],
)  # fmt: skip
def test_what_is_said_by_the_way_is_no_figure(text: str, language: str) -> None:
    assert find_quantities(text, language) == ()


@pytest.mark.parametrize(
    ("text", "language", "value", "unit"),
    [
        ("eine Dreiviertelstunde", "de", "0.75", "hour"),
        ("a quarter of a percentage point", "en", "0.25", "percentage point"),
        ("a quarter of a century", "en", "25", "year"),
        ("four hundredths of a second", "en", "0.04", "second"),
        ("a half-hour delay", "en", "0.5", "hour"),
        ("one hour 20 minutes", "en", "80", "minute"),
        ("2:05,31 Minuten", "de", "125.31", "second"),
        ("1,850-square-foot flat", "en", "1850", "ft²"),
        ("9,8 kWp", "de", "9.8", "kW"),
        ("20 Rp.", "de", "0.2", "CHF"),
        ("6ft", "en", "6", "ft"),
        ("acht von zehn Kindern", "de", "80", "%"),
        ("three out of four patients", "en", "75", "%"),
        ("ein Beben der Stärke 6,3", "de", "6.3", ""),
        ("A 5.8-magnitude quake", "en", "5.8", ""),
        ("20 Grad unter null", "de", "-20", "°C"),
        ("5 degrees Celsius below zero", "en", "-5", "°C"),
        ("2/3 der Mitglieder", "de", "66.67", "%"),
        ("3/4 of his term", "en", "75", "%"),
        ("one-in-three firms", "en", "33.33", "%"),
        ("half of a percent", "en", "0.5", "%"),
        ("three-and-a-half years", "en", "3.5", "year"),
        ("20 dag Wurst", "de", "200", "g"),
        ("Rs 500 crore", "en", "5E9", "INR"),
        ("SKr 300m", "en", "3E8", "SEK"),
        ("50bps", "en", "50", "basis point"),
    ],
)
def test_a_unit_may_be_cut_up_or_stand_close(
    text: str, language: str, value: str, unit: str
) -> None:
    one = find_one(text, language)
    assert (one.value, one.unit) == (Decimal(value), unit)


@pytest.mark.parametrize("text", ["von 10 bis 20 Uhr", "Montag, 3., bis Freitag, 20 Uhr"])
def test_hours_and_days_are_counted_nowhere(text: str) -> None:
    assert find_one(text).unit == "clock"


def test_a_third_year_is_no_third_of_a_year() -> None:
    assert find_one("a third year", "en").kind is Kind.ORDINAL


@pytest.mark.parametrize(
    ("text", "language", "first", "last"),
    [
        ("Q3/2024", "de", Day(2024, 7, 1), Day(2024, 9, 30)),
        ("H1 2025", "en", Day(2025, 1, 1), Day(2025, 6, 30)),
        ("FY2025", "en", Day(2025, 1, 1), Day(2025, 12, 31)),
        ("FY24/25", "en", Day(2024, 1, 1), Day(2025, 12, 31)),
        ("Ende der 80er Jahre", "de", Day(1987, 1, 1), Day(1989, 12, 31)),
        ("Ende der 80er", "de", Day(1987, 1, 1), Day(1989, 12, 31)),
        ("frühen 2000er-Jahren", "de", Day(2000, 1, 1), Day(2003, 12, 31)),
        ("Anfang des 20. Jahrhunderts", "de", Day(1901, 1, 1), Day(1933, 12, 31)),
        ("the late 19th century", "en", Day(1867, 1, 1), Day(1900, 12, 31)),
    ],
)
def test_a_period_may_be_cut_short(text: str, language: str, first: Day, last: Day) -> None:
    one = find_one(text, language)
    assert (one.first, one.last) == (first, last)


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("53,1 zu 46,9 Prozent", "de", [("53.1", "%"), ("46.9", "%")]),
        ("1,5 statt 2 Milliarden Franken", "de", [("1.5E9", "CHF"), ("2E9", "CHF")]),
        ("212 statt der erlaubten 120 km/h", "de", [("212", "km/h"), ("120", "km/h")]),
        ("von derzeit 14,6 auf dann 14,2 Prozent", "de", [("14.6", "%"), ("14.2", "%")]),
        ("from 5 to about 7 percent", "en", [("5", "%"), ("7", "%")]),
        ("2,3 (Vorjahr: 5,1) Millionen Euro", "de", [("2.3E6", "EUR"), ("5.1E6", "EUR")]),
        ("1,3 Mrd. (Vorjahr: 2,1 Mrd.) Euro", "de", [("1.3E9", "EUR"), ("2.1E9", "EUR")]),
        ("In Bern fehlen 200 Betten, in Chur 30.", "de", [("200", ""), ("30", "")]),
        ("auf Platz 2 (23 Prozent)", "de", [("2", ""), ("23", "%")]),
        ("won 5 out of 6 games", "en", [("5", ""), ("6", "")]),
        ("zwei von drei Tätern", "de", [("2", ""), ("3", "")]),
        ("22 kWh/100 km", "de", [("22", "kWh"), ("100", "km")]),
        ("312 gegen 288 Stimmen", "de", [("312", ""), ("288", "")]),
    ],
)
def test_figures_side_by_side_are_of_one_unit(
    text: str, language: str, found: list[tuple[str, str]]
) -> None:
    quantities = find_quantities(text, language)
    assert [(one.value, one.unit) for one in quantities] == [
        (Decimal(value), unit) for value, unit in found
    ]
    assert all(one.precision in {Precision.EXACT, Precision.ABOUT} for one in quantities)


@pytest.mark.parametrize(
    ("text", "language", "low", "high"),
    [
        ("900.000 bis 1,2 Millionen Euro", "de", "900000", "1.2E6"),
        ("10 bis 20 Grad unter null", "de", "-20", "-10"),
        ("800 Millionen bis 1,2 Milliarden Euro", "de", "8E8", "1.2E9"),
        ("$900,000 to $1.2m", "en", "900000", "1.2E6"),
        ("im dreistelligen Mio.-Euro-Bereich", "de", "1E8", "999E6"),
        ("a single-digit percentage", "en", "1", "9"),
    ],
)
def test_both_ends_may_have_scales_of_their_own(
    text: str, language: str, low: str, high: str
) -> None:
    one = find_one(text, language)
    assert (one.value, one.high) == (Decimal(low), Decimal(high))


@pytest.mark.parametrize(
    ("text", "language", "german", "english"),
    [
        ("20–25 Mio. Euro", "de", "20 bis 25 Millionen Euro", "20 to 25 million euros"),
        ("4.25%-4.5%", "en", "4,25 bis 4,5 %", "4.25 to 4.5%"),
        ("eine Dreiviertelstunde", "de", "45 Minuten", "45 minutes"),
        ("seit einem knappen Jahr", "de", "knapp ein Jahr", "nearly one year"),
        ("0,4 Stunden", "de", "0,4 Stunden", "0.4 hours"),
        ("ein Prozentpunkt", "de", "1 Prozentpunkt", "1 percentage point"),
        ("14 inches", "en", "14 Zoll", "14 inches"),
        ("NZ$300,000", "en", "300.000 Neuseeland-Dollar", "300,000 New Zealand dollars"),
        ("half as many", "en", "halb so viel", "half as much"),
        ("the late 19th century", "en", "Ende des 19. Jahrhunderts", "late 19th century"),
    ],
)
def test_a_reading_is_as_people_write(text: str, language: str, german: str, english: str) -> None:
    one = find_one(text, language)
    assert (read_out(one, "de"), read_out(one, "en")) == (german, english)
