import io
import struct
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import SourceUnreadable
from index.sources import DEFAULT_LIMITS, Limits
from index.sources.archives import Member, open_zip, read_archive

SUFFIXES = frozenset({".txt", ".md", ".html", ".csv", ".epub"})
TEXT = b"Die Seilbahn ins Haselgebirge nimmt im Mai den Betrieb auf."


def pack(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for path, data in members:
            archive.writestr(zipfile.ZipInfo(path), data, method)
    return file.getvalue()


def unpack(data: bytes, limits: Limits = DEFAULT_LIMITS) -> list[Member]:
    return list(read_archive(io.BytesIO(data), limits, SUFFIXES))


def paths(data: bytes) -> list[str]:
    return [member.path for member in unpack(data)]


def reasons(members: list[Member]) -> dict[str, str]:
    return {m.path: str(m.data) for m in members if isinstance(m.data, SourceUnreadable)}


def only_reason(data: bytes, limits: Limits = DEFAULT_LIMITS) -> str:
    (member,) = unpack(data, limits)
    assert isinstance(member.data, SourceUnreadable)
    return str(member.data)


# --- what is handed out --------------------------------------------------------------------------


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_members_come_in_the_archives_order(method: int) -> None:
    data = pack(("b.txt", TEXT), ("mai/a.MD", b"# Seilbahn"), ("c.csv", b"text\nx"), method=method)
    assert unpack(data) == [
        Member("b.txt", TEXT),
        Member("mai/a.MD", b"# Seilbahn"),
        Member("c.csv", b"text\nx"),
    ]


def test_what_is_no_article_is_passed_over() -> None:
    hidden = ("__MACOSX/._a.txt", ".git/a.txt", "mai/.a.txt", ".txt", "mai/.DS_Store")
    others = ("a.exe", "README", "txt", "ordner.txt/", "bild.jpeg")
    data = pack(*((path, TEXT) for path in (*hidden, *others, "a.txt")))
    assert paths(data) == ["a.txt"]


def test_links_are_passed_over() -> None:
    link = zipfile.ZipInfo("link.txt")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    file = io.BytesIO(pack(("a.txt", TEXT)))
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    assert paths(file.getvalue()) == ["a.txt"]


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("/etc/a.txt", "etc/a.txt"),
        ("../../a.txt", "a.txt"),
        ("x/../../a.txt", "x/a.txt"),
        ("./a.txt", "a.txt"),
        ("C:\\Texte\\a.txt", "Texte/a.txt"),
        ("mai//a.txt", "mai/a.txt"),
        ("a\n\x1b[31m.txt", "a[31m.txt"),
        ("\u202etxt.a.txt", "txt.a.txt"),
        ("für Ö.txt", "für Ö.txt"),
    ],
)
def test_paths_are_cleaned(written: str, path: str) -> None:
    assert paths(pack((written, TEXT))) == [path]


@pytest.mark.parametrize("encoding", ["utf-8", "cp437"])
def test_umlauts_of_names_without_a_mark_are_read(encoding: str) -> None:
    # Packed under a name in ASCII, so that the archive does not mark it as UTF-8.
    meant = "Brückenöl.txt".encode(encoding)
    name = "A" * (len(meant) - 4) + ".txt"
    assert paths(pack((name, TEXT)).replace(name.encode(), meant)) == ["Brückenöl.txt"]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_members_of_one_name_are_told_apart() -> None:
    data = pack(
        ("a.txt", b"1"), ("a (2).txt", b"2"), ("a.txt", b"3"), ("./a.txt", b"4"), ("a.txt", b"5")
    )
    assert paths(data) == ["a.txt", "a (2).txt", "a (3).txt", "a (4).txt", "a (5).txt"]
    assert [member.data for member in unpack(data)] == [b"1", b"2", b"3", b"4", b"5"]


def test_archives_in_archives_are_opened() -> None:
    inner = pack(("a.txt", TEXT))
    data = pack(("mai.zip", pack(("tag.ZIP", inner))), ("b.txt", TEXT), ("c.zip", pack()))
    assert paths(data) == ["mai.zip!/tag.ZIP!/a.txt", "b.txt"]


def test_an_archive_without_articles_is_said_to_be_one() -> None:
    for data in (pack(), pack(("a.exe", TEXT)), pack(("a.zip", pack(("a.exe", TEXT))))):
        with pytest.raises(SourceUnreadable, match="no articles in it"):
            unpack(data)


# --- what is broken ------------------------------------------------------------------------------


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", TEXT, pack(("a.txt", TEXT))[:-30]])
def test_what_is_no_whole_archive_is_said_to_be_none(data: bytes) -> None:
    with pytest.raises(SourceUnreadable, match="broken or cut off"):
        unpack(data)


def test_a_broken_member_is_a_problem_and_the_rest_goes_on() -> None:
    data = pack(("a.txt", TEXT), ("b.txt", b"Zweiter Text."), method=zipfile.ZIP_STORED)
    first, second = unpack(data.replace(TEXT, TEXT.replace(b"Mai", b"Mar")))
    assert isinstance(first.data, SourceUnreadable)
    assert str(first.data).startswith("broken in its archive")
    assert second == Member("b.txt", b"Zweiter Text.")


def test_a_broken_archive_in_an_archive_is_a_problem_of_its_own() -> None:
    found = unpack(pack(("a.zip", pack(("a.txt", TEXT))[:-9]), ("b.txt", TEXT)))
    assert reasons(found).keys() == {"a.zip"}
    assert found[1] == Member("b.txt", TEXT)


def test_an_encrypted_member_is_a_problem() -> None:
    data = pack(("a.txt", TEXT))
    for header, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.index(header) + flags
        data = data[:at] + b"\x01" + data[at + 1 :]
    assert only_reason(data).startswith("encrypted; unpack it with its password")


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_unusual_compression_is_a_problem(method: int) -> None:
    assert "pack it with deflate" in only_reason(pack(("a.txt", TEXT), method=method))


# --- what is too much ----------------------------------------------------------------------------


def test_a_member_may_be_as_large_as_the_limit_and_no_larger() -> None:
    data = pack(("a.txt", TEXT))
    assert unpack(data, Limits(file_bytes=len(TEXT))) == [Member("a.txt", TEXT)]
    assert "larger than" in only_reason(data, Limits(file_bytes=len(TEXT) - 1))


def test_a_member_of_several_articles_may_be_larger() -> None:
    data = pack(("a.csv", TEXT), ("b.zip", pack(("b.txt", b"x"))), ("c.txt", TEXT))
    found = unpack(data, Limits(file_bytes=10, table_bytes=1000))
    assert reasons(found).keys() == {"c.txt"}


class Reads(io.BytesIO):
    """Counts what is read of it."""

    count = 0

    def read(self, size: int | None = -1, /) -> bytes:
        data = super().read(size)
        self.count += len(data)
        return data


@pytest.mark.parametrize(("size", "reason"), [(9_000_000, "ZIP bomb"), (100_000_000, "larger")])
def test_a_bomb_is_not_unpacked(size: int, reason: str) -> None:
    file = Reads(pack(("a.txt", bytes(size))))
    (member,) = read_archive(file, DEFAULT_LIMITS, SUFFIXES)
    assert reason in str(member.data)
    assert file.count < 1000  # the directory, and nothing of the member


def test_a_bomb_of_many_members_is_refused_before_the_first() -> None:
    data = pack(*((f"{n}.txt", b"x" * 400) for n in range(10)))
    with pytest.raises(SourceUnreadable, match="unpacks to more than"):
        next(read_archive(io.BytesIO(data), Limits(archive_bytes=3999), SUFFIXES))
    assert len(unpack(data, Limits(archive_bytes=4000))) == 10


def test_archives_in_archives_count_against_the_same_bounds() -> None:
    inner = pack(*((f"{n}.txt", b"x" * 400) for n in range(5)))
    data = pack(*((f"{n}.zip", inner) for n in range(4)))
    size = 4 * len(inner) + 4 * 5 * 400
    assert len(unpack(data, Limits(archive_bytes=size))) == 20
    with pytest.raises(SourceUnreadable, match="unpacks to more than"):
        unpack(data, Limits(archive_bytes=size - 1))
    assert len(unpack(data, Limits(archive_members=24))) == 20
    with pytest.raises(SourceUnreadable, match="more than 23 members"):
        unpack(data, Limits(archive_members=23))


def test_a_member_that_holds_more_than_it_says_is_cut_off_there() -> None:
    data = pack(("a.txt", b"x" * 100_000))
    true, lie = struct.pack("<L", 100_000), struct.pack("<L", 100)
    assert data.count(true) == 2
    assert only_reason(data.replace(true, lie)).startswith("broken in its archive")


def test_members_that_overlap_are_refused() -> None:
    data = pack(*((f"{n}.txt", TEXT) for n in range(3)))
    start = data.index(b"PK\x01\x02")
    directory = data[start : data.index(b"PK\x05\x06")]
    entry = directory[: len(directory) // 3]
    overlapping = data[:start] + 3 * entry + data[start + len(directory) :]
    with pytest.raises(SourceUnreadable, match="overlap"):
        unpack(overlapping)


def test_too_many_members_are_refused_before_the_directory_is_parsed() -> None:
    data = pack(*((f"{n}.txt", b"") for n in range(50)))
    with pytest.raises(SourceUnreadable, match="more than 49 members"):
        open_zip(io.BytesIO(data), Limits(archive_members=49))
    lying = bytearray(data)
    struct.pack_into("<HH", lying, data.index(b"PK\x05\x06") + 8, 1, 1)
    with pytest.raises(SourceUnreadable, match="more than 49 members"):
        open_zip(io.BytesIO(bytes(lying)), Limits(archive_members=49))
    with pytest.raises(SourceUnreadable, match="more than 1 members"):
        open_zip(
            io.BytesIO(pack(("x" * 65_000, b""), ("y" * 65_000, b""))), Limits(archive_members=1)
        )


def test_archives_nest_as_deep_as_allowed() -> None:
    data = pack(("a.txt", TEXT))
    for _ in range(3):
        data = pack(("a.zip", data), ("b.txt", TEXT))
    found = unpack(data, Limits(archive_depth=2))
    assert [member.path.count("!") for member in found] == [2, 2, 1, 0]
    assert reasons(found) == {
        "a.zip!/a.zip!/a.zip": "an archive too deep within archives; unpack it"
    }


def test_an_archive_that_holds_itself_comes_to_an_end() -> None:
    # As of a quine: what is unpacked is again an archive, however often.
    inner = pack(*((f"{n}.zip", b"PK\x05\x06" + bytes(18)) for n in range(9)))
    for _ in range(3):
        inner = pack(*((f"{n}.zip", inner) for n in range(9)))
    found = unpack(inner)
    assert len(found) == 9**3
    assert {str(member.data) for member in found} == {
        "an archive too deep within archives; unpack it"
    }


# --- anything ------------------------------------------------------------------------------------

SAMPLE = pack(("a.txt", TEXT), ("b.zip", pack(("c.txt", TEXT * 3))), ("d.html", b"<p>" + TEXT))


@settings(max_examples=300, deadline=None)
@given(
    flips=st.lists(st.tuples(st.integers(0, len(SAMPLE) - 1), st.integers(0, 255)), max_size=4),
    end=st.integers(0, len(SAMPLE)) | st.just(len(SAMPLE)),
)
def test_damaged_archives_yield_members_and_problems_alone(
    flips: list[tuple[int, int]], end: int
) -> None:
    data = bytearray(SAMPLE)
    for at, value in flips:
        data[at] = value
    with suppress(SourceUnreadable):
        found = unpack(bytes(data[:end]))
        assert found
        assert len({member.path for member in found}) == len(found)
