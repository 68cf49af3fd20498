"""Quantities: parts of a million, durations and a half, ranges, signs."""

from decimal import Decimal

import pytest

from rag.quantities import Kind, Quantity, find_quantities


def find_one(text: str, language: str = "de") -> Quantity:
    (one,) = find_quantities(text, language)
    return one


@pytest.mark.parametrize(
    ("text", "language", "value", "unit"),
    [
        ("a quarter of a million dollars", "en", "250000", "USD"),
        ("half a million dollars", "en", "500000", "USD"),
        ("three quarters of a million people", "en", "750000", ""),
        ("three-quarters of a million", "en", "750000", ""),
        ("a third of a billion euros", "en", "333E6", "EUR"),
        ("a quarter-million dollars", "en", "250000", "USD"),
        ("two and a quarter million dollars", "en", "2.25E6", "USD"),
        ("eine viertel Million Euro", "de", "250000", "EUR"),
        ("eine Viertelmillion Euro", "de", "250000", "EUR"),
        ("drei viertel Millionen Euro", "de", "750000", "EUR"),
        ("eine Dreiviertelmillion Euro", "de", "750000", "EUR"),
        ("eine Drittelmilliarde Euro", "de", "333E6", "EUR"),
        ("eineinviertel Millionen Euro", "de", "1.25E6", "EUR"),
        ("zweidreiviertel Jahre", "de", "2.75", "year"),
        ("eine halbe Million Euro", "de", "500000", "EUR"),
        ("eineinhalb Millionen Euro", "de", "1.5E6", "EUR"),
        ("anderthalb Millionen Euro", "de", "1.5E6", "EUR"),
    ],
)
def test_a_part_of_a_scale_is_read_as_one_figure(
    text: str, language: str, value: str, unit: str
) -> None:
    one = find_one(text, language)
    assert (one.value, one.unit) == (Decimal(value), unit)
    assert (one.start, one.end) == (0, len(text.removesuffix(" people")))


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("a quarter of the million dollars", [Kind.PERCENTAGE]),
        ("a quarter of a town", [Kind.PERCENTAGE]),
        ("the third million dollars", [Kind.ORDINAL]),
    ],
)
def test_a_part_of_anything_else_is_a_share(text: str, kinds: list[Kind]) -> None:
    assert [one.kind for one in find_quantities(text, "en")][:1] == kinds


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("one-third of voters", "en", "33.33"),
        ("One-third said so", "en", "33.33"),
        ("a one-third stake", "en", "33.33"),
        ("one third of voters", "en", "33.33"),
        ("one-fourth of voters", "en", "25"),
        ("three-fourths of voters", "en", "75"),
        ("two-thirds of voters", "en", "66.67"),
        ("two thirds of voters", "en", "66.67"),
        ("one-ninth of voters", "en", "11.11"),
        ("ein Drittel der Wähler", "de", "33.33"),
        ("zwei Drittel der Wähler", "de", "66.67"),
        ("zwei Neuntel der Wähler", "de", "22.22"),
    ],
)
def test_a_part_in_words_is_a_share(text: str, language: str, value: str) -> None:
    one = find_one(text, language)
    assert (one.kind, one.value, one.unit) == (Kind.PERCENTAGE, Decimal(value), "%")


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("the twenty-third visitor", "en", "23"),
        ("the hundred-first visitor", "en", "101"),
        ("der hunderterste Besucher", "de", "101"),
        ("der einundzwanzigste Besucher", "de", "21"),
    ],
)
def test_what_follows_tens_is_an_ordinal(text: str, language: str, value: str) -> None:
    one = find_one(text, language)
    assert (one.kind, one.value) == (Kind.ORDINAL, Decimal(value))


@pytest.mark.parametrize(
    ("text", "language", "value", "unit"),
    [
        ("an hour and a half", "en", "1.5", "hour"),
        ("a year and a half", "en", "1.5", "year"),
        ("a day and a half", "en", "1.5", "day"),
        ("two years and a half", "en", "2.5", "year"),
        ("a mile and a half", "en", "1.5", "mi"),
        ("a million and a half dollars", "en", "1.5E6", "USD"),
        ("two and a half years", "en", "2.5", "year"),
        ("one and a half hours", "en", "1.5", "hour"),
        ("anderthalb Stunden", "de", "1.5", "hour"),
        ("eineinhalb Stunden", "de", "1.5", "hour"),
        ("zweieinhalb Jahre", "de", "2.5", "year"),
    ],
)
def test_so_much_and_a_half(text: str, language: str, value: str, unit: str) -> None:
    one = find_one(text, language)
    assert (one.value, one.unit) == (Decimal(value), unit)
    assert (one.start, one.end) == (0, len(text))


def test_a_half_of_something_else_is_not_added() -> None:
    text = "The flight was delayed an hour and a half. It took a day and a half of the staff."
    hour, day, staff = find_quantities(text, "en")
    assert [one.value for one in (hour, day, staff)] == [Decimal("1.5"), 1, 50]


@pytest.mark.parametrize(
    ("text", "language", "low", "high", "unit"),
    [
        ("-5 bis -3 Grad", "de", "-5", "-3", "°C"),
        ("-5 bis +3 Grad", "de", "-5", "3", "°C"),
        ("minus 5 bis minus 3 Grad", "de", "-5", "-3", "°C"),
        ("minus 5 bis plus 3 Grad", "de", "-5", "3", "°C"),
        ("zwischen -2 und -1 Prozent", "de", "-2", "-1", "%"),
        ("zwischen minus 2 und minus 5 Grad", "de", "-5", "-2", "°C"),
        ("minus 5 to minus 3 degrees", "en", "-5", "-3", "°"),
        ("between -5 and -3 degrees", "en", "-5", "-3", "°"),
        ("ranging from -5 to -3 degrees", "en", "-5", "-3", "°"),
        ("ranging from 5 to 7 percent", "en", "5", "7", "%"),
        ("drei- bis fünfmal", "de", "3", "5", ""),
        ("3- bis 5-mal", "de", "3", "5", ""),
        ("zwei- bis zweieinhalbmal", "de", "2", "2.5", ""),
        ("drei- bis vierfach", "de", "3", "4", ""),
        ("three to five times", "en", "3", "5", ""),
        ("2-3 times", "en", "2", "3", ""),
    ],
)
def test_both_ends_make_one_range(text: str, language: str, low: str, high: str, unit: str) -> None:
    one = find_one(text, language)
    assert (one.value, one.high, one.unit) == (Decimal(low), Decimal(high), unit)


def test_a_change_is_no_range() -> None:
    old, new = find_quantities("It rose from -5 to -3 degrees.", "en")
    assert (old.value, old.high, new.value, new.high) == (-5, None, -3, None)


@pytest.mark.parametrize(
    ("text", "language", "low", "high"),
    [
        ("30-40.000 Euro", "de", "30000", "40000"),
        ("30 bis 40.000 Euro", "de", "30000", "40000"),
        ("zwischen 30 und 40.000 Euro", "de", "30000", "40000"),
        ("8–10 000 Euro", "de", "8000", "10000"),
        ("30-40,000 euros", "en", "30000", "40000"),
        ("€30-40,000", "en", "30000", "40000"),
        ("€30-40", "en", "30", "40"),
        ("five to six thousand euros", "en", "5000", "6000"),
        ("zwei bis dreihundert Euro", "de", "200", "300"),
        ("fünf- bis sechstausend Euro", "de", "5000", "6000"),
        ("30–40 Millionen Euro", "de", "30E6", "40E6"),
        ("3-5 Euro", "de", "3", "5"),
        ("100 bis 1.000 Euro", "de", "100", "1000"),
        ("5 bis 500.000 Euro", "de", "5", "500000"),
        ("€30 to €40,000", "en", "30", "40000"),
        ("zwei bis 300 Euro", "de", "2", "300"),
    ],
)
def test_the_lower_number_is_lent_what_it_lacks(
    text: str, language: str, low: str, high: str
) -> None:
    one = find_one(text, language)
    assert (one.value, one.high, one.unit) == (Decimal(low), Decimal(high), "EUR")


@pytest.mark.parametrize("text", ["Sie gewannen 3-1", "Tel. 030-40.000"])
def test_scores_and_telephone_numbers_are_lent_nothing(text: str) -> None:
    assert find_quantities(text, "de") == ()


@pytest.mark.parametrize(
    ("text", "language", "value", "unit"),
    [
        (".5 percent", "en", "0.5", "%"),
        ("It grew .5 percent.", "en", "0.5", "%"),
        ("(.5%)", "en", "0.5", "%"),
        ("-.5%", "en", "-0.5", "%"),
        ("$.50 a share", "en", "0.5", "USD"),
        (".5 times as many", "en", "0.5", ""),
        ("Es wuchs um ,5 Prozent.", "de", "0.5", "%"),
        ("Es wuchs um .5 Prozent.", "de", "0.5", "%"),
        ("nur -,50 Euro", "de", "0.5", "EUR"),
        ("and then ...5 people", "en", "5", ""),
        ("He came.5 people left.", "en", "5", ""),
        ("It was 2020 ,5 percent", "en", "5", "%"),
    ],
)
def test_a_number_may_start_with_its_decimal_sign(
    text: str, language: str, value: str, unit: str
) -> None:
    one = find_quantities(text, language)[-1]
    assert (one.value, one.unit) == (Decimal(value), unit)


def test_a_range_below_one() -> None:
    one = find_one(".5-.7 percent", "en")
    assert (one.value, one.high, one.resolution) == (Decimal("0.5"), Decimal("0.7"), Decimal("0.1"))


@pytest.mark.parametrize(
    ("text", "language"), [("Siehe S. 5.", "de"), ("version 2.5", "en"), ("version .5", "en")]
)
def test_versions_and_pages_start_with_no_decimal_sign(text: str, language: str) -> None:
    assert find_quantities(text, language) == ()


@pytest.mark.parametrize(
    ("text", "language", "value", "unit"),
    [
        ("$-5", "en", "-5", "USD"),
        ("-$5", "en", "-5", "USD"),
        ("−5 $", "de", "-5", "USD"),
        ("EUR -5", "de", "-5", "EUR"),
        ("$-5 million", "en", "-5E6", "USD"),
        ("CHF –.50", "de", "0.5", "CHF"),
        ("5 TEUR", "de", "5000", "EUR"),
        ("TEUR 5", "de", "5000", "EUR"),
        ("T€ 5", "de", "5000", "EUR"),
        ("5 Mio. EUR", "de", "5E6", "EUR"),
        ("MEUR 5,2", "de", "5.2E6", "EUR"),
    ],
)
def test_signs_and_thousands_beside_a_currency(
    text: str, language: str, value: str, unit: str
) -> None:
    one = find_one(text, language)
    assert (one.value, one.unit, one.kind) == (Decimal(value), unit, Kind.MONEY)
    assert (one.start, one.end) == (0, len(text))


def test_a_dash_behind_an_amount_is_no_sign() -> None:
    money, share = find_quantities("100 EUR–5 %", "de")
    assert (money.value, share.value, share.unit) == (100, 5, "%")


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("₹500 crore", "5E9", "INR"),
        ("₹1.5 lakh crore", "1.5E12", "INR"),
        ("5 lakh", "5E5", ""),
        ("five lakh rupees", "5E5", "INR"),
        ("2-3 crore rupees", "2E7", "INR"),
    ],
)
def test_lakh_and_crore_are_scales(text: str, value: str, unit: str) -> None:
    one = find_one(text, "en")
    assert (one.value, one.unit, one.end) == (Decimal(value), unit, len(text))


@pytest.mark.parametrize(
    ("text", "language", "unit"),
    [
        ("142 Kilometern pro Stunde", "de", "km/h"),
        ("142 Kilometer in der Stunde", "de", "km/h"),
        ("90 kilometers an hour", "en", "km/h"),
        ("90 Meilen pro Stunde", "de", "mph"),
        ("25 Metern pro Sekunde", "de", "m/s"),
        ("25 metres per second", "en", "m/s"),
        ("14,6 Kubikkilometer", "de", "km³"),
        ("14.6 cubic kilometres", "en", "km³"),
    ],
)
def test_speeds_and_volumes_are_no_lengths(text: str, language: str, unit: str) -> None:
    one = find_one(text, language)
    assert (one.unit, one.start, one.end) == (unit, 0, len(text))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("plus or minus 18 percent", "en"),
        ("plus/minus 18 Prozent", "de"),
        ("plus oder minus 18 Prozent", "de"),
        ("±18 Prozent", "de"),
    ],
)
def test_what_a_figure_may_be_off_by_has_no_sign(text: str, language: str) -> None:
    one = find_one(text, language)
    assert (one.value, text[one.start : one.end].split(maxsplit=1)[0]) == (18, "18")


@pytest.mark.parametrize(
    ("text", "language", "currencies"),
    [
        ("revenue of 640 million euros, up from 590 million", "en", ["EUR", "EUR"]),
        ("£5bn in sales, up 12% from 4 billion", "en", ["GBP", "%", "GBP"]),
        ("640 million euros last year, and a net loss of 22 million", "en", ["EUR", "EUR"]),
        ("12,3 Mio. Euro nach 11,9 Mio. im Vorjahr", "de", ["EUR", "EUR"]),
        ("5 Milliarden Franken (Vorjahr: 4 Milliarden)", "de", ["CHF", "CHF"]),
        ("3 million cars, up from 2.5 million", "en", ["", ""]),
        ("5 billion euros from 300 million users", "en", ["EUR", ""]),
        ("5 Milliarden Euro nach 3 Millionen Anfragen", "de", ["EUR", ""]),
        ("5 Milliarden Euro. Verglichen mit 3 Millionen im Vorjahr", "de", ["EUR", ""]),
    ],
)
def test_what_is_compared_with_money_is_money(
    text: str, language: str, currencies: list[str]
) -> None:
    assert [one.unit for one in find_quantities(text, language)] == currencies


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("£1.80 an hour from 1 May", ["GBP", ""]),
        ("a village an hour from Berlin", ["hour"]),
        ("£5 a year later", ["GBP", "year"]),
    ],
)
def test_what_is_paid_by_the_hour_takes_no_hour(text: str, units: list[str]) -> None:
    assert [one.unit for one in find_quantities(text, "en")] == units
