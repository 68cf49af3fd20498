"""What the articles' tab says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from babel import Locale
from babel.dates import format_datetime, format_skeleton

from ui.texts import Tongue, load_texts


@dataclass(frozen=True, slots=True)
class ArticleTexts(Tongue):
    """The texts of the articles' tab; a mapping holds a form for each plural category.

    ``orders`` and ``cut_reasons`` are others: the names of the orders of the list, and of what is
    cut out of articles.
    """

    title: str
    nothing: str
    empty_title: str
    empty: str
    empty_reader: str
    heading: str
    heading_plain: str
    one_day: str
    from_to: str
    found_of: str
    search: str
    search_hint: str
    outlet: str
    outlets_all: str
    language_: str
    languages_all: str
    since: str
    until: str
    sorted_by: str
    reset: str
    narrow: str
    glance: str
    months: str
    months_label: str
    months_table: str
    years: str
    years_label: str
    month: str
    year: str
    count: str
    by_outlet: str
    by_language: str
    no_outlet: str
    peak: str
    more: str
    list_label: str
    published: str
    article: str
    none_found: str
    undated: str
    untitled: str
    reprint: str
    pages_label: str
    page_of: str
    earlier: str
    later: str
    text: str
    cuts_none: str
    versions_none: str
    version_until: str
    facts: str
    author: str
    address: str
    identifier: str
    reprint_of: str
    new_tab: str
    remove: str
    remove_sure: str
    remove_yes: str
    remove_no: str
    removed: str
    gone: str
    not_allowed: str
    malformed: str
    days_reversed: str
    no_day: str
    add: str
    add_close: str
    files: str
    files_hint: str
    files_choose: str
    files_kinds: str
    paste: str
    paste_title: str
    paste_outlet: str
    paste_day: str
    paste_address: str
    paste_text: str
    paste_empty: str
    paste_long: str
    paste_send: str
    optional: str
    addresses: str
    addresses_label: str
    addresses_hint: str
    addresses_send: str
    addresses_none: str
    addresses_bad: str
    too_many: str
    uploading: str
    upload_failed: str
    upload_gone: str
    line_full: str
    beginning: str
    stopping: str
    cancel: str
    dismiss: str
    leave: str
    progress: str
    done: str
    done_nothing: str
    stopped: str
    failed: str
    broken: str
    new_articles: str
    skipped: str
    was_added: str
    was_replaced: str
    was_unchanged: str
    was_skipped: str
    is_waiting: str
    is_read: str
    failed_request: str
    lost: str
    waiting: Mapping[str, str]
    articles: Mapping[str, str]
    outlets: Mapping[str, str]
    languages: Mapping[str, str]
    undated_count: Mapping[str, str]
    cuts: Mapping[str, str]
    versions: Mapping[str, str]
    added: Mapping[str, str]
    replaced: Mapping[str, str]
    unchanged: Mapping[str, str]
    omitted: Mapping[str, str]
    files_read: Mapping[str, str]
    pages_read: Mapping[str, str]
    orders: Mapping[str, str]
    cut_reasons: Mapping[str, str]

    def counted(self, forms: Mapping[str, str], count: int) -> str:
        """Return a number with what it counts, such as ``2.000 Artikel``."""
        return self.plural(forms, count).format(count=self.format_number(count))

    def joined(self, parts: list[str]) -> str:
        """Return several parts as one enumeration."""
        *others, last = [one for one in parts if one] or [""]
        pattern = Locale.parse(self.locale).list_patterns["standard"]["2"]
        return str(pattern.format(", ".join(others), last)) if others else last

    def format_month(self, month: str) -> str:
        """Return a month such as ``2025-09`` in words, and a year such as ``2025`` as it is."""
        if "-" not in month:
            return month
        moment = datetime.fromisoformat(f"{month}-01")
        return str(format_skeleton("yMMMM", moment, locale=self.locale))

    def format_moment(self, moment: str) -> str:
        """Return an ISO 8601 moment in words; one that is none stays as it is."""
        try:
            at = datetime.fromisoformat(moment)
        except ValueError:
            return moment
        return format_datetime(at, format="long", locale=self.locale)

    def name_cut(self, reason: str) -> str:
        """Return what something that was cut out is taken for, in the reader's language."""
        return self.cut_reasons.get(reason, reason)


def article_texts(language: str) -> ArticleTexts:
    """Return the tab's texts in one of :func:`ui.texts.languages`."""
    return load_texts(ArticleTexts, "articles", language)
