"""What is known of an article, put together from several places."""

from dataclasses import replace

from index.rows import Known


def fill(known: Known, *others: Known) -> Known:
    """Return what is known, each gap filled by the first of the others that knows it."""
    for other in others:
        gaps = {
            name: value
            for name in Known.__dataclass_fields__
            if getattr(known, name) is None and (value := getattr(other, name)) is not None
        }
        known = replace(known, **gaps) if gaps else known
    return known
