"""Documents that nobody would write, made of ones that somebody did: the same for the same number.

Each is a seed with a few mutations: bytes cut out, doubled, swapped, flipped, or put in from a list
of what parsers stumble over.
"""

import io
import random
import zipfile
from collections.abc import Callable, Sequence

_INSIDE = 0.7  # how often it is the inside of an archive that is mutated
_NASTY = (
    *("<", ">", "</", "<!--", "-->", "<![CDATA[", "]]>", "<script>", "</p>", "<table><tr><td>"),
    *("<div>" * 200, "</div>" * 50, "<a href=x>" * 100, "&#0;", "&#x10FFFF;", "&amp;" * 50, "&x;"),
    *("{", "}", "[" * 500, '{"a":' * 100, '"', "\\", "\\u0000", "\\ud800", "null", "1e999", "-0"),
    *("---\n", "---\na: &a [*a]\n---\n", "# ", "> " * 100, "```", "|" * 300, "* " * 100),
    *("\r", "\r\n", "\n" * 50, "\t" * 50, "\x00", "\x0b", "\x1b[31m", "\x85", "\u2028", "\ufeff"),
    *("\u200b" * 40, "\u202e", "a\u0301" * 60, "\u0301" * 400, "\u1e9e", "\u0130", "\ufb01"),
    *("\U0001f3f3\ufe0f\u200d\U0001f308" * 30, "\ud7a3", "_" * 300, "(", ")" * 99, "Von "),
    *("24.09.2025", "99.99.9999", "2025-02-30", "1.1.0001", "Foto: ", "Anzeige", "Bildquelle: "),
    *("Kaufen oder verkaufen?", "Hinweis auf Interessenkonflikte", "Lesen Sie auch:"),
    *("a" * 3000, "a " * 3000, "." * 3000, ". " * 2000, "1." * 1500, "Dr. " * 500),
    *("\u201e" * 500, "-" * 2000),
)


def mutate(seeds: Sequence[bytes], number: int) -> bytes:
    """Return the document of that number."""
    chance = random.Random(number)  # noqa: S311 - it is to be repeatable, not secret
    data = chance.choice(seeds)
    if zipfile.is_zipfile(io.BytesIO(data)) and chance.random() < _INSIDE:
        return _mutate_member(data, chance)
    return _mutate(data, chance)


def _mutate(data: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.randint(1, 8)):
        data = chance.choice(_MUTATIONS)(data, chance)
    return data


def _mutate_member(data: bytes, chance: random.Random) -> bytes:
    """Mutate one member of an archive and pack it again: else its checksum would say it all."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(packed, "w") as new:
        chosen = chance.choice(old.namelist())
        for name in old.namelist():
            member = old.read(name)
            new.writestr(name, _mutate(member, chance) if name == chosen else member)
    return packed.getvalue()


def _span(data: bytes, chance: random.Random) -> tuple[int, int]:
    start = chance.randint(0, len(data))
    return start, min(len(data), start + int(chance.expovariate(1 / 80)))


def _insert(data: bytes, chance: random.Random) -> bytes:
    at = chance.randint(0, len(data))
    nasty = chance.choice(_NASTY).encode("utf-8", "surrogatepass")
    return data[:at] + nasty + data[at:]


def _cut_out(data: bytes, chance: random.Random) -> bytes:
    start, end = _span(data, chance)
    return data[:start] + data[end:]


def _double(data: bytes, chance: random.Random) -> bytes:
    start, end = _span(data, chance)
    return data[:end] + data[start:end] * chance.choice((1, 2, 50)) + data[end:]


def _move(data: bytes, chance: random.Random) -> bytes:
    start, end = _span(data, chance)
    rest, at = data[:start] + data[end:], chance.randint(0, len(data) - (end - start))
    return rest[:at] + data[start:end] + rest[at:]


def _flip(data: bytes, chance: random.Random) -> bytes:
    if not data:
        return data
    at = chance.randrange(len(data))
    return data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :]


def _cut_off(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randint(0, len(data))]


def _change_encoding(data: bytes, chance: random.Random) -> bytes:
    text = data.decode("utf-8", "replace")
    return text.encode(chance.choice(("cp1252", "utf-16", "utf-8-sig", "utf-16-le")), "replace")


_MUTATIONS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    *(_insert,) * 6, _cut_out, _cut_out, _double, _move, _flip, _cut_off, _change_encoding,
)  # fmt: skip
