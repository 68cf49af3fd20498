"""Articles become sentences and passages with exact offsets. Pure: no model, no disk.

Sentences come from sentencex (Wikimedia's rule-based segmenter), line by line, with repairs that it
lacks: German ordinals ("am 24. September", "der 1. FC"), abbreviations, and sentences with a figure
first. A passage is a run of whole sentences of one article.
"""

import re
from collections.abc import Callable, Iterator

from sentencex import get_sentence_boundaries

from index.endings import Endings, endings_of
from index.records import Article, Chunk, Passage, Sentence, Span

TokenCounter = Callable[[list[str]], list[int]]
"""Tells how many tokens each text has for the encoder."""

# "1. Der Umzug" is a heading or an item of a list.
_ITEM = re.compile(r"(?:[•*–-] )?\d{1,2}\.")
_ENDS_IN_NUMBER = re.compile(r"(?:^|\s)\d{1,2}\.$")
_LONGEST_WORD = 60
# Characters of a sentence between two pauses, at least.
_SHORTEST = 40
# Where a sentence too long for the encoder may be broken, best first.
_BREAKS = (re.compile(r"[;:]\s"), re.compile(r",\s|\s[–-]\s"), re.compile(r"\s"))


def split_sentences(text: str, language: str) -> list[Span]:
    """Return the ``(start, end)`` of each sentence of ``text``, in order, white space trimmed.

    A line break always ends a sentence: in cleaned articles it ends a paragraph or a heading.
    """
    spans: list[Span] = []
    for line in re.finditer(r"[^\n]+", text):
        spans += _split_line(line.group(), line.start(), language)
    return spans


def chunk(
    article: Article,
    count_tokens: TokenCounter,
    *,
    passage_tokens: int = 200,
    max_tokens: int = 480,
) -> list[Chunk]:
    """Cut an article into passages of whole sentences.

    Args:
        article: The article.
        count_tokens: The encoder's token counter.
        passage_tokens: What a passage should have; an article is cut into equal parts of about it.
        max_tokens: A sentence longer than this does not fit the encoder and is broken at a clause,
            or at a space where there is no clause.

    Returns:
        The passages with their sentences; every sentence of the text is in exactly one.
    """
    spans = split_sentences(article.text, article.language)
    sized = list(_bounded(article.text, spans, count_tokens, max_tokens))
    groups = _group(sized, passage_tokens)
    return [_as_chunk(article, ordinal, group) for ordinal, group in enumerate(groups)]


def _split_line(line: str, offset: int, language: str) -> list[Span]:
    merged: list[Span] = []
    for boundary in get_sentence_boundaries(language, line):
        start, end = _trim(line, boundary["start_index"], boundary["end_index"])
        if start == end:
            continue
        if merged and _continues(line[merged[-1][0] : merged[-1][1]], line[start:end], language):
            start = merged.pop()[0]
        merged.append((start, end))
    endings = endings_of(language)
    if endings is not None:
        merged = [piece for span in merged for piece in _cut_at_figures(line, span, endings)]
        merged = [piece for span in merged for piece in _cut_at_pauses(line, span, endings)]
    return [(start + offset, end + offset) for start, end in merged]


def _continues(before: str, after: str, language: str) -> bool:
    """Tell whether the segmenter cut where no sentence ends."""
    if not re.search(r"\w", after):  # a lone bracket or quotation mark
        return True
    if after[0] in ",;:" or _ITEM.fullmatch(before):
        return True
    endings = endings_of(language)
    if endings is None:
        return after[0].islower()
    if endings.abbreviation.search(before) or endings.onward.match(after):
        return True
    if after[0].isdigit() and endings.measure.search(before):
        return True
    if endings.lead.search(before) and endings.follow.match(after):
        return True
    if endings.ordinal.search(before):
        return not endings.opener.match(after)
    return bool(_ENDS_IN_NUMBER.search(before) and endings.ordinal_noun.match(after))


def _cut_at_figures(line: str, span: Span, endings: Endings) -> Iterator[Span]:
    """Yield the sentences of a span, which the segmenter leaves together before a figure."""
    start, end = span
    for match in endings.figure.finditer(line, start, end):
        before, after = _trim(line, start, match.end()), _trim(line, match.end(), end)
        word = max(start - 1, before[1] - _LONGEST_WORD, 0)
        if not endings.measure.search(line, word, before[1]) and not _is_open(
            line[start : before[1]]
        ):
            yield before
            start = after[0]
    yield start, end


def _cut_at_pauses(line: str, span: Span, endings: Endings) -> Iterator[Span]:
    """Yield the sentences of a span, in a language that parts them by no more than a space.

    It parts clauses so, too: what is short belongs to its neighbour.
    """
    start, end = span
    for gap in endings.pause.finditer(line, start, end):
        short = min(gap.start() - start, end - gap.end()) < _SHORTEST
        if not short and not endings.onward.match(line, gap.end()):
            yield start, gap.start()
            start = gap.end()
    yield start, end


def _is_open(text: str) -> bool:
    """Tell whether a text ends within a quotation or brackets, which are left whole."""
    low = text.count("„")
    high, closing = text.count("“"), text.count("”")
    quoted = low > high + closing if low else high > closing
    straight = text.count('"') % 2 or (text.count("«") + text.count("»")) % 2
    return bool(quoted or straight or text.count("(") > text.count(")"))


def _trim(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _bounded(
    text: str, spans: list[Span], count_tokens: TokenCounter, max_tokens: int
) -> Iterator[tuple[Span, int]]:
    """Yield spans with their token counts, none above ``max_tokens``."""
    counts = count_tokens([text[start:end] for start, end in spans]) if spans else []
    for span, tokens in zip(spans, counts, strict=True):
        if tokens <= max_tokens:
            yield span, tokens
            continue
        pieces = list(_break_up(text, span, max_tokens))
        yield from zip(pieces, count_tokens([text[a:b] for a, b in pieces]), strict=True)


def _break_up(text: str, span: Span, max_tokens: int) -> Iterator[Span]:
    # One character is at most a handful of tokens and rarely more than one: sizing the pieces by
    # characters keeps this linear in the text's length.
    size = max(max_tokens, 1)
    start, end = span
    while end - start > size:
        cut = _best_break(text, start, start + size)
        piece = _trim(text, start, cut)
        if piece[0] < piece[1]:
            yield piece
        start = cut
    piece = _trim(text, start, end)
    if piece[0] < piece[1]:
        yield piece


def _best_break(text: str, start: int, limit: int) -> int:
    """Return the last good place to break in the second half of ``text[start:limit]``."""
    half = start + (limit - start) // 2
    for pattern in _BREAKS:
        places = [m.end() for m in pattern.finditer(text, half, limit)]
        if places:
            return places[-1]
    return limit


def _group(sized: list[tuple[Span, int]], passage_tokens: int) -> Iterator[list[Span]]:
    """Deal sentences out, in order, to passages of about equal length.

    Filling each passage to the brim would leave a scrap of a sentence or two at the end, which
    has no context of its own and is found for the wrong questions.
    """
    total = sum(tokens for _, tokens in sized)
    share = total / max(1, round(total / passage_tokens))
    group: list[Span] = []
    dealt = 0
    closed = 1
    for span, tokens in sized:
        # The sentence goes where its middle falls.
        if group and dealt + tokens / 2 > closed * share:
            yield group
            group = []
            closed = max(closed + 1, int(dealt / share) + 1)
        group.append(span)
        dealt += tokens
    if group:
        yield group


def _as_chunk(article: Article, ordinal: int, spans: list[Span]) -> Chunk:
    start, end = spans[0][0], spans[-1][1]
    passage = Passage(article.id, ordinal, start, end, article.text[start:end])
    sentences = tuple(
        Sentence(article.id, number, a, b, article.text[a:b]) for number, (a, b) in enumerate(spans)
    )
    return Chunk(passage, sentences)
