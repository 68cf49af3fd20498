"""Origins: what lies within what, by their names alone."""

# What stands between a document and what it holds: rows and lines, members of an archive.
_PARTS = ("#", "!/")


def starts_within(place: str) -> tuple[str, ...]:
    """Return how the origins within a folder, a file or an archive start."""
    return _joined(place, ("/", *_PARTS))


def is_within(origin: str, place: str) -> bool:
    """Tell whether an origin is a folder, a file or an archive, or lies within it."""
    return origin == place or origin.startswith(starts_within(place))


def is_part(origin: str, document: str) -> bool:
    """Tell whether an origin is a document or a part of it; an address below another is none."""
    return origin == document or origin.startswith(_joined(document, _PARTS))


def _joined(place: str, joints: tuple[str, ...]) -> tuple[str, ...]:
    starts = (place if place.endswith(joint) else place + joint for joint in joints)
    return tuple(dict.fromkeys(starts))
