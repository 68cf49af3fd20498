"""Texts are read together with others of their length, so that little is padded. Pure."""

from collections.abc import Iterator, Sequence

# Padded tokens of one forward pass. On two cores, fewer leave the processor waiting between passes,
# and more push the activations out of its cache: 2,048 was quickest for passages and sentences.
_TOKENS = 2048
_TEXTS = 64


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
