"""Tables of figures, told from tables that lay out a page."""

from index.cleaning.layout import Block, Layout

_LONGEST_CELL = 200


def join_cells(layout: Layout, table: int) -> None:
    """Make each row of a table of figures one block; other tables stay as they are.

    A table that lays out a page has cells of several paragraphs, or of long ones.
    """
    first = layout.elements[table].first
    blocks = layout.blocks[first:]
    rows: dict[int, list[Block]] = {}
    for block in blocks:
        in_cell = block.cell is not None and block.kind in ("td", "th")
        rows.setdefault(block.cell[0] if block.cell and in_cell else 0, []).append(block)
    captions = rows.pop(0, [])
    cells = [{(block.cell, block.element) for block in row} for row in rows.values()]
    if (
        captions != blocks[: len(captions)]
        or sum(len(row) > 1 for row in cells) < 2
        or any(len({cell for cell, _ in row}) < len(row) for row in cells)
        or any(len(block.text) > _LONGEST_CELL or "\n" in block.text for block in blocks)
    ):
        return
    joined = captions + [_join_row(row) for row in rows.values()]
    # Where each block has gone.
    places = [*range(len(captions))]
    places += [len(captions) + n for n, row in enumerate(rows.values()) for _ in row]
    places.append(len(joined))
    layout.blocks[first:] = joined
    for element in layout.elements[table:]:
        element.first = first + places[element.first - first]
        element.last = first + places[element.last - first]


def _join_row(row: list[Block]) -> Block:
    texts: dict[int, str] = {}
    for block in row:
        column = block.cell[1] if block.cell else 1
        texts[column] = f"{texts[column]} {block.text}" if column in texts else block.text
    text = " | ".join(texts.get(column, "–") for column in range(1, max(texts) + 1))
    return Block(text, row[0].element, "tr", sum(block.linked for block in row))
