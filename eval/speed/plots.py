"""What was measured of speed, drawn: latency, memory, disk and ingest, readable in greyscale."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from eval.speed.tables import ANSWER, RETRIEVAL, Tables, Values
from index.errors import FundstelleError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_STYLE: dict[str, Any] = {
    "font.size": 9,
    "axes.titlesize": 10,
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.grid": True,
    "grid.color": "0.9",
    "hatch.linewidth": 0.6,
    "legend.frameon": False,
    "lines.markersize": 4,
    "svg.hashsalt": "fundstelle",  # the same figures give the same file
}
_MARKERS = "osv^DPX<>"
_DASHES = ("-", "--", "-.", ":")
_WHOLES = (RETRIEVAL, ANSWER)
# Light to dark, each with a hatch of its own.
_FILLS = (("0.85", ""), ("0.45", ""), ("0.7", "///"), ("0.95", "..."), ("0.6", "xxx"))


class PlotsUnmakeable(FundstelleError):
    """Nothing can be drawn, or not there."""


def check_ready(folder: Path) -> None:
    """Make the folder, and make sure that there is something to draw with.

    Raises:
        PlotsUnmakeable: There is not, or the folder cannot be made.
    """
    if find_spec("matplotlib") is None:
        raise PlotsUnmakeable(
            "matplotlib, which --plots needs, is not installed; run: pip install -e '.[eval]'"
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PlotsUnmakeable(
            f"{folder} cannot be made ({error.strerror}); name another folder with --plots."
        ) from error


def draw(tables: Tables, folder: Path) -> list[Path]:
    """Draw the tables of :func:`eval.speed.tables.summarise` as SVG files; return which.

    Raises:
        PlotsUnmakeable: A file cannot be written.
    """
    drawings: dict[str, Callable[[Figure], None]] = {
        "latency": lambda figure: _draw_latency(figure, tables["p50, ms"], tables["p95, ms"]),
        "size": lambda figure: _draw_sizes(figure, tables["size"], tables["disk, MB"]),
        "ingest": lambda figure: _draw_phases(figure, tables["phase"]),
    }
    places = []
    for name, drawing in drawings.items():
        places.append(folder / f"{name}.svg")
        with _saved(places[-1]) as figure:
            drawing(figure)
    return places


@contextmanager
def _saved(place: Path) -> "Iterator[Figure]":
    # Imported here: it takes a second, and few runs are drawn.
    import matplotlib as mpl  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    with mpl.rc_context(cast("Any", _STYLE)):  # its keys are a type of their own
        figure = Figure(figsize=(7.2, 3.8), layout="constrained")  # no window, no global state
        yield figure
        try:
            figure.savefig(place, metadata={"Date": None})
        except OSError as error:
            raise PlotsUnmakeable(
                f"{place} cannot be written ({error.strerror}); name another folder with --plots."
            ) from error


def _draw_latency(figure: "Figure", p50: Mapping[str, Values], p95: Mapping[str, Values]) -> None:
    """Draw each stage's median over size; of the whole, how far it reaches to the 95th percentile.

    Both axes are logarithmic: a line that rises by a decade a decade grows with the index.
    """
    axes = figure.subplots()
    sizes = [int(size) for size in p50[RETRIEVAL]]
    for place, stage in enumerate(sorted(p50, key=lambda one: -_numbers(p50[one])[-1])):
        whole = stage in _WHOLES
        axes.plot(
            sizes,
            _numbers(p50[stage]),
            label=stage,
            marker=_MARKERS[place % len(_MARKERS)],
            linestyle="-" if whole else _DASHES[place % len(_DASHES)],
            linewidth=2 if whole else 1,
            color="0" if whole else "0.4",
        )
        if whole:
            axes.fill_between(
                sizes, _numbers(p50[stage]), _numbers(p95[stage]), color="0.8", alpha=0.5, lw=0
            )
    axes.set(
        title="Time of a question by stage: median, shaded to the 95th percentile",
        xlabel="passages in the index",
        ylabel="milliseconds",
        xscale="log",
        yscale="log",
    )
    axes.set_xticks(sizes)
    axes.xaxis.set_major_formatter("{x:,.0f}")
    axes.yaxis.set_major_formatter("{x:g}")
    axes.minorticks_off()
    axes.legend(loc="center left", bbox_to_anchor=(1, 0.5))


def _draw_sizes(figure: "Figure", sizes: Mapping[str, Values], files: Mapping[str, Values]) -> None:
    """Draw memory and disk of each size, stacked."""
    memory, disk = figure.subplots(1, 2)
    encoder = [_number(one["MB, encoder"]) for one in sizes.values()]
    warm = [_number(one["MB, warm"]) for one in sizes.values()]
    index = [max(all_ - own, 0.0) for all_, own in zip(warm, encoder, strict=True)]
    _stack(memory, list(sizes), {"encoder": encoder, "index and assistant": index})
    memory.set(title="Memory, warmed up", ylabel="MB", xlabel="passages in the index")
    names = next(iter(files.values()))
    _stack(disk, list(files), {n: [_number(one[n]) for one in files.values()] for n in names})
    disk.set(title="Disk", ylabel="MB", xlabel="passages in the index")


def _stack(axes: "Axes", sizes: Sequence[str], layers: Mapping[str, Sequence[float]]) -> None:
    """Draw a bar a size, its layers on top of each other and their sum above."""
    places = range(len(sizes))
    bottom = [0.0] * len(sizes)
    for (name, heights), (colour, hatch) in zip(layers.items(), _FILLS, strict=False):
        axes.bar(
            places, heights, 0.6, bottom, label=name, color=colour, hatch=hatch, ec="0.2", lw=0.6
        )
        bottom = [low + height for low, height in zip(bottom, heights, strict=True)]
    for place, total in zip(places, bottom, strict=True):
        axes.annotate(
            f"{total:,.0f}", (place, total), (0, 2), textcoords="offset points", ha="center"
        )
    axes.set_xticks(places, [f"{int(size):,}" for size in sizes])
    axes.grid(visible=False, axis="x")
    axes.margins(y=0.25)
    axes.yaxis.set_major_formatter("{x:,.0f}")
    axes.legend(loc="upper left")


def _draw_phases(figure: "Figure", phases: Mapping[str, Values]) -> None:
    """Draw what adding the corpus was spent on; in light grey what goes on at the same time."""
    axes = figure.subplots()
    names = [name for name in phases if not name.startswith("all")]
    seconds = [_number(phases[name]["seconds"]) for name in names]
    colours = ["0.9" if name.startswith("(") else "0.45" for name in names]
    bars = axes.barh(names, seconds, 0.6, color=colours, ec="0.2", lw=0.6)
    shares = (phases[name]["share"] for name in names)
    axes.bar_label(
        bars,
        [
            f"{spent:,.1f} s" + (f", {share:.0%}" if isinstance(share, float) else "")
            for spent, share in zip(seconds, shares, strict=True)
        ],
        padding=3,
    )
    axes.invert_yaxis()
    axes.margins(x=0.2)
    axes.grid(visible=False, axis="y")
    axes.set(
        title="Adding the corpus by phase; in brackets: before, or meanwhile", xlabel="seconds"
    )


def _numbers(values: Values) -> list[float]:
    return list(map(_number, values.values()))


def _number(value: float | str | None) -> float:
    return float(value or 0)
