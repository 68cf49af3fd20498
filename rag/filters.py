"""A choice of articles in the user's words becomes a filter, or one clear sentence."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from difflib import get_close_matches

from index.cleaning.plaintext import to_line
from index.declared_days import is_undecided, read_day
from index.errors import SettingInvalid
from index.records import Filter
from index.store import Store, Summary

_NAMED = 5  # how many of what the index holds a message names
_FORMS = "write it as 2025-09-24 or 24.09.2025"


def make_filter(
    *,
    since: str = "",
    until: str = "",
    sources: Iterable[str] = (),
    languages: Iterable[str] = (),
    articles: Iterable[str] = (),
) -> Filter:
    """Return the filter that these words describe.

    Args:
        since: The first day, such as ``2025-09-24`` or ``24.09.2025``, or as
            :func:`index.declared_days.read_day` reads it; ``""`` for any.
        until: The last day, likewise.
        sources: Names of outlets.
        languages: ISO 639-1 codes.
        articles: Article ids.

    Raises:
        SettingInvalid: A day is none, or the first comes after the last.
    """
    first, last = _day(since), _day(until)
    if first and last and first > last:
        raise SettingInvalid(
            f"No day is both since {first} and until {last}; give the earlier day as since."
        )
    return Filter(first, last, tuple(map(to_line, sources)), tuple(languages), tuple(articles))


def check_filter(only: Filter, store: Store) -> None:
    """Make sure that a store holds every outlet, language and article that a filter names.

    Raises:
        SettingInvalid: It holds no article of such an outlet or language.
        ArticleUnknown: It holds no article of such an id.
    """
    if only.sources or only.languages:
        held = store.summary()
        _check("outlet", only.sources, outlets_of(held))
        _check("language", only.languages, held.languages)
    for article_id in only.articles:
        store.article(article_id)


def outlets_of(held: Summary) -> dict[str, int]:
    """Return the outlets of an index with their articles, the most prolific first.

    Spellings that differ in case alone are one outlet, as they are to a filter; it goes by the
    spelling that is most frequent.
    """
    spellings: dict[str, str] = {}
    counts: dict[str, int] = {}
    for name, count in sorted(held.sources.items(), key=lambda item: -item[1]):
        if name:
            spelling = spellings.setdefault(name.casefold(), name)
            counts[spelling] = counts.get(spelling, 0) + count
    return dict(sorted(counts.items(), key=lambda item: -item[1]))


def _day(text: str) -> date | None:
    if not text.strip():
        return None
    if is_undecided(text):
        raise SettingInvalid(f"{text!r} does not tell which number is the month; {_FORMS}.")
    day = None if text.strip().isdigit() else read_day(text)  # digits alone may be a mere number
    if day is None:
        raise SettingInvalid(f"{text!r} is not a day; {_FORMS}.")
    return day


def _check(noun: str, wanted: Collection[str], held: Mapping[str, int]) -> None:
    names = {name.casefold(): name for name in held}
    for name in wanted:
        if name.casefold() not in names:
            raise SettingInvalid(
                f"The index holds no article of the {noun} {name!r}; {_known(noun, name, names)}."
            )


def _known(noun: str, wanted: str, names: Mapping[str, str]) -> str:
    """Say what there is: what is spelled alike first, then in the order given."""
    if not names:
        return f"it knows the {noun} of none"
    alike = get_close_matches(wanted.casefold(), names, n=_NAMED)
    shown = list(dict.fromkeys([*alike, *names]))[:_NAMED]
    more = f" and {len(names) - len(shown)} more" if len(names) > len(shown) else ""
    return f"there is {', '.join(names[key] for key in shown)}{more}"
