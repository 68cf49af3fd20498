"""Quantities read out, in their own language and in the other."""

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from quantities_found import DATA, find_one

from rag.quantities import Day, Kind, Precision, Quantity, agree, find_quantities, read_out


@pytest.mark.parametrize(
    ("text", "german", "english"),
    [
        ("4.000.000.000.000 USD", "4 Billionen US-Dollar", "$4 trillion"),
        ("380 Mrd. Yuan", "380 Milliarden Yuan", "380 billion yuan"),
        ("1.234.567 Euro", "1.234.567 Euro", "€1,234,567"),
        ("7,2 %", "7,2 %", "7.2%"),
        ("bis zu 9,16 Prozent", "bis zu 9,16 %", "up to 9.16%"),
        ("24.09.2025", "24. September 2025", "24 September 2025"),
        ("drei Jahre", "drei Jahre", "three years"),
        ("April bis Juni 2025", "April–Juni 2025", "April–June 2025"),
        ("im Jahr 2024", "2024", "2024"),
        ("Ende 2026", "Ende 2026", "late 2026"),
        ("Mitte 2026", "Mitte 2026", "mid-2026"),
        ("Ende Juni", "Ende Juni", "late June"),
        ("Anfang Mai 2025", "Anfang Mai 2025", "early May 2025"),
        ("das dritte Quartal", "drittes Quartal", "third quarter"),
        ("Q3 2025", "drittes Quartal 2025", "third quarter of 2025"),
        ("erstes Halbjahr", "erstes Halbjahr", "first half of the year"),
        ("die 80er Jahre", "1980er-Jahre", "1980s"),
        ("Ende der 1990er Jahre", "Ende der 1990er-Jahre", "late 1990s"),
        ("Ende 1990er Jahre", "Ende der 1990er-Jahre", "late 1990s"),
        ("im 19. Jahrhundert", "19. Jahrhundert", "19th century"),
        ("Mai bis Juni 2025", "Mai–Juni 2025", "May–June 2025"),
        ("September bis Dezember 2026", "September–Dezember 2026", "September–December 2026"),
        ("im Frühjahr 2027", "Frühjahr 2027", "spring 2027"),
        ("im nächsten März", "nächsten März", "next March"),
        ("am Freitag um 20 Uhr", "Freitag, 20:00 Uhr", "Friday, 8:00\u202fpm"),
        ("doppelt", "doppelt", "twice"),
        ("19.30 Uhr", "19:30 Uhr", "7:30\u202fpm"),
        ("Platz 3", "3.", "3rd"),
        ("2 bis 3 Mio. Franken", "2 bis 3 Millionen Franken", "2 to 3 million Swiss francs"),
        ("halbiert", "halbiert", "halved"),
        ("-5 Grad", "-5 °C", "-5 °C"),
        ("mindestens 12.800", "mindestens 12.800", "at least 12,800"),
        ("unter 5 Prozent", "weniger als 5 %", "less than 5%"),
        ("knapp 5 Prozent", "knapp 5 %", "nearly 5%"),
        ("1,10 Euro", "1,10 Euro", "€1.10"),
        ("75.000,00 Euro", "75.000 Euro", "€75,000"),
        ("112,40 Franken", "112,40 Franken", "CHF 112.40"),
        ("12,50 bis 14 Euro", "12,50 bis 14,00 Euro", "12.50 to 14.00 euros"),
        ("5,2 Pence", "5,2 Pence", "5.2 pence"),
        ("300 Kronen", "300 Kronen", "300 kroner"),
        ("5 Mio. Pesos", "5 Millionen Pesos", "5 million pesos"),
        ("9,10 Prozent", "9,10 %", "9.10%"),
        ("fast zwei Drittel", "knapp zwei Drittel", "nearly two thirds"),
        ("ein Drittel", "ein Drittel", "a third"),
        ("die Hälfte", "die Hälfte", "half"),
        ("jeder Elfte", "9,1 %", "9.1%"),
        ("33,33 Prozent", "33,33 %", "33.33%"),
        ("drei Jahre und vier Monate", "drei Jahre und vier Monate", "three years and four months"),
        ("2:04:31 Stunden", "zwei Stunden, vier Minuten und 31 Sekunden",
         "two hours, four minutes and 31 seconds"),
        ("Hunderte", "Hunderte", "hundreds"),
        ("Tausende Tonnen", "Tausende Tonnen", "thousands of tonnes"),
        ("mehrere Jahre", "mehrere Jahre", "several years"),
        ("mehrere Millionen Euro", "mehrere Millionen Euro", "several million euros"),
        ("mehrere hundert Meter", "mehrere hundert m", "several hundred m"),
        ("mehrere Jahrzehnte", "rund 20 bis 90 Jahre", "about 20 to 90 years"),
    ],
)  # fmt: skip
def test_a_figure_is_read_out_in_both_languages(text: str, german: str, english: str) -> None:
    one = find_one(text)
    assert read_out(one, "de").replace("\u00a0", " ") == german
    assert read_out(one, "en").replace("\u00a0", " ").replace(" pm", "\u202fpm") == english


def test_what_is_read_out_in_the_other_language_reads_back() -> None:
    lines = (DATA / "quantities.jsonl").read_text(encoding="utf-8").splitlines()
    for row in map(json.loads, lines):
        other = "en" if row["language"] == "de" else "de"
        for one in find_quantities(row["text"], row["language"]):
            if one.kind is Kind.ORDINAL or (one.kind is Kind.MONEY and not one.unit):
                continue  # "third" is "3." and needs a noun; "Millionenbetrag" needs its noun
            said = read_out(one, other)
            assert all(agree(one, read) for read in find_quantities(said, other)), (one, said)


MONEY_UNITS = ("USD", "EUR", "CHF", "GBP", "CNY", "HKD", "JPY")


def amounts() -> st.SearchStrategy[Decimal]:
    return st.decimals(
        min_value=-(10**13), max_value=10**13, places=2, allow_nan=False, allow_infinity=False
    )


@given(amounts(), st.sampled_from(MONEY_UNITS), st.sampled_from(Precision))
@settings(max_examples=20, deadline=None)
def test_money_read_out_reads_back(value: Decimal, unit: str, precision: Precision) -> None:
    one = Quantity(0, 0, 0, Kind.MONEY, value, unit=unit, precision=precision)
    for language in ("de", "en"):
        read = find_one(read_out(one, language), language)
        assert (read.value, read.unit, read.precision) == (value, unit, precision)


@given(st.dates(date(1800, 1, 1), date(2150, 12, 31)))
@settings(max_examples=20, deadline=None)
def test_dates_read_out_read_back(day: date) -> None:
    meant = Day(day.year, day.month, day.day)
    one = Quantity(0, 0, 0, Kind.DATE, None, first=meant, last=meant)
    for language in ("de", "en"):
        assert find_one(read_out(one, language), language).first == meant
    assert find_one(f"am {day.day}.{day.month}.{day.year}").first == meant
    assert find_one(day.isoformat()).first == meant
