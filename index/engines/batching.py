"""Texts are read together with others of their length, so that little is padded. Pure."""

from collections.abc import Iterator, Sequence

# Padded tokens of one forward pass. On two cores, fewer leave the processor waiting between passes,
# and more push the activations out of its cache: 2,048 was quickest for passages and sentences.
_TOKENS = 2048
_TEXTS = 64

# Up to the first width short texts are padded to a multiple of the one, beyond it of the other.
_SHORT, _SMALL_STEP, _STEP = 64, 4, 16


def group_by_length(
    lengths: Sequence[int], tokens: int = _TOKENS, texts: int = _TEXTS
) -> Iterator[list[int]]:
    """Yield the indices of texts to be read together, the longest first.

    Args:
        lengths: Each text's tokens.
        tokens: The most tokens of a group, padding included; one text may have more.
        texts: The most texts of a group.
    """
    group: list[int] = []
    longest = 0
    for index in sorted(range(len(lengths)), key=lambda one: -lengths[one]):
        if group and (longest * (len(group) + 1) > tokens or len(group) == texts):
            yield group
            group = []
        longest = longest if group else lengths[index]
        group.append(index)
    if group:
        yield group


def pad_width(width: int) -> int:
    """Return the width that texts of up to so many tokens are padded to: one of a few.

    OpenVINO prepares itself for each new shape and keeps what it prepared. That is a fifth of the
    time of a lone question, and with every width there is, memory would grow for hours.
    """
    step = _SMALL_STEP if width <= _SHORT else _STEP
    return -(-width // step) * step
