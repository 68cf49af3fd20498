"""Tables of figures, told from tables that lay out a page; lists of terms and what they are."""

from index.cleaning.layout import Block, Layout

_LONGEST_CELL = 200
_LONGEST_TERM = 80


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
    runs = [([block], block) for block in captions]
    _replace(layout, table, runs + [(row, _join_row(row)) for row in rows.values()])


def join_terms(layout: Layout, place: int) -> None:
    """Make each term of a list one block with what it is: "Umsatz: 3,2 Mrd. Euro".

    Only where all of them are short, as in a box of figures; a question and its answer stay apart.
    """
    blocks = layout.blocks[layout.elements[place].first :]
    runs = list[list[Block]]()
    for block in blocks:
        if block.kind == "dt":
            runs.append([block])
        elif block.kind == "dd" and runs:
            runs[-1].append(block)
        else:
            return
    if any(len(run) == 1 for run in runs) or any(
        len(block.text) > _LONGEST_TERM or "\n" in block.text for block in blocks
    ):
        return
    _replace(layout, place, [(run, _join_term(run)) for run in runs])


def _join_term(run: list[Block]) -> Block:
    term, *others = run
    text = f"{term.text.rstrip(':')}: {', '.join(block.text for block in others)}"
    return Block(text, term.element, "tr", sum(block.linked for block in run))


def _replace(layout: Layout, place: int, runs: list[tuple[list[Block], Block]]) -> None:
    """Put one block in the place of each run of an element's blocks, which are the last ones."""
    first = layout.elements[place].first
    # Where each block has gone.
    places = [number for number, (run, _) in enumerate(runs) for _ in run]
    places.append(len(runs))
    layout.blocks[first:] = [block for _, block in runs]
    for element in layout.elements[place:]:
        element.first = first + places[element.first - first]
        element.last = first + places[element.last - first]


def _join_row(row: list[Block]) -> Block:
    texts: dict[int, str] = {}
    for block in row:
        column = block.cell[1] if block.cell else 1
        texts[column] = f"{texts[column]} {block.text}" if column in texts else block.text
    text = " | ".join(texts.get(column, "–") for column in range(1, max(texts) + 1))
    return Block(text, row[0].element, "tr", sum(block.linked for block in row))
