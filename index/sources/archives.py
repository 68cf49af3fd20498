"""ZIP archives become their members, one at a time, in memory; nothing is written to disk.

An archive may be made to exhaust whoever unpacks it (David Fifield: A better zip bomb, WOOT 2019),
so everything is bounded by what its directory declares before anything is unpacked: ``zipfile``
never hands out more of a member than that, and a member that holds more is broken.
"""

import contextlib
import io
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import BinaryIO

from index.errors import SourceUnreadable
from index.sources.documents import Limits

_ARCHIVE = ".zip"
# What holds several articles may be larger than what holds one.
_SEVERAL = (
    *(_ARCHIVE, ".epub", ".json", ".jsonl", ".ndjson", ".csv", ".tsv", ".rss", ".atom", ".eml"),
    ".xml",
)
_ENTRY = b"PK\x01\x02"
_ENTRY_BYTES = 512
_LOCAL_HEADER_BYTES = 30
# Deflated text is a tenth of its size, pages full of tables a fiftieth.
_RATIO = 200
_SMALL = 1_000_000
_ENCRYPTED = 0x1
_UTF8_NAME = 0x800
# zipfile unpacks these two in bounded pieces; a piece of bzip2 may become gigabytes.
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# What zipfile raises on broken archives beyond its own errors; NotImplementedError, a version or a
# method that it does not know, is a RuntimeError.
_ZIP_ERRORS = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError),
    *(OverflowError, RuntimeError, ValueError),
)
_BROKEN = "broken or cut off, not a whole ZIP archive; download or pack it again"


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive.

    Attributes:
        path: Where it is in the archive, the same whenever that is read again: parts separated by
            ``/``, never leading out of it; in an archive within the archive, ``inner.zip!/path``.
        data: Its bytes, or why it has none.
    """

    path: str
    data: bytes | SourceUnreadable


def read_archive(file: BinaryIO, limits: Limits, suffixes: Collection[str]) -> Iterator[Member]:
    """Unpack what an archive and the archives in it hold.

    Hidden members, links, and members of other suffixes are passed over, as in a folder.

    Args:
        file: The archive, seekable.
        limits: What is too large, too much or too deep.
        suffixes: The suffixes of the members to hand out, in small letters, such as ``.txt``.

    Yields:
        The members in the archive's order; broken, encrypted and oversized ones with the reason.

    Raises:
        SourceUnreadable: It is no ZIP archive, out of bounds as a whole, or holds nothing of these
            suffixes. Members may have been handed out before.
    """
    unpacking = _Unpacking(limits, frozenset(suffixes), limits.archive_members)
    with open_zip(file, limits) as archive:
        found = False
        for member in unpacking.walk(archive):
            found = True
            yield member
    if not found:
        raise SourceUnreadable("no articles in it; give an archive that holds article files")


def open_zip(file: BinaryIO, limits: Limits) -> zipfile.ZipFile:
    """Open a ZIP archive of any kind whose directory is within bounds and consistent.

    Raises:
        SourceUnreadable: It is broken, has too many members, or members that overlap.
    """
    directory = _Directory(file, limits.archive_members)
    try:
        archive = zipfile.ZipFile(directory)
    except _ZIP_ERRORS as error:
        raise SourceUnreadable(_BROKEN) from error
    directory.read_whole = True
    spans = sorted((info.header_offset, info.compress_size) for info in archive.infolist())
    if any(
        start + _LOCAL_HEADER_BYTES + size > after for (start, size), (after, _) in pairwise(spans)
    ):
        raise SourceUnreadable("its members overlap, as in a ZIP bomb; pack the articles again")
    return archive


def read_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, most: int) -> bytes:
    """Unpack one member.

    Args:
        archive: The archive.
        info: Its entry for the member.
        most: How many bytes the member may have.

    Raises:
        SourceUnreadable: It is too large, encrypted, compressed in an unusual way, or broken.
    """
    if info.file_size > most:
        raise SourceUnreadable(f"larger than {most / 1e6:g} MB; unpack and split it")
    if info.flag_bits & _ENCRYPTED:
        raise SourceUnreadable("encrypted; unpack it with its password and give the file itself")
    if info.compress_type not in _METHODS:
        raise SourceUnreadable("compressed with an unusual method; pack it with deflate")
    if info.file_size > max(_SMALL, _RATIO * info.compress_size):
        raise SourceUnreadable(f"packed to less than 1/{_RATIO}, as in a ZIP bomb; unpack it")
    try:
        with archive.open(info) as member:
            return member.read(most + 1)
    except _ZIP_ERRORS as error:
        raise SourceUnreadable("broken in its archive; pack it again") from error


class _Directory:
    """An archive's file, handing out a directory of so many members and no more.

    ``zipfile`` reads the directory in one piece and makes half a kilobyte of each of its entries,
    whatever number of them the archive declares.
    """

    def __init__(self, file: BinaryIO, members: int) -> None:
        self._file, self._members = file, members
        self.read_whole = False
        self.seek, self.tell, self.seekable = file.seek, file.tell, file.seekable

    def read(self, size: int = -1) -> bytes:
        if self.read_whole:
            return self._file.read(size)
        if size > self._members * _ENTRY_BYTES + zipfile.ZIP_MAX_COMMENT:
            raise _too_many(self._members)
        data = self._file.read(size)
        if data.startswith(_ENTRY) and data.count(_ENTRY) > self._members:
            raise _too_many(self._members)
        return data


def _too_many(members: int) -> SourceUnreadable:
    return SourceUnreadable(f"more than {members:,} members; unpack it and give the folder")


@dataclass(slots=True)
class _Unpacking:
    """What is left of the bounds while an archive and those in it are walked through."""

    limits: Limits
    suffixes: frozenset[str]
    members: int
    size: int = field(init=False)
    names: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.size = self.limits.archive_bytes

    def walk(self, archive: zipfile.ZipFile, inside: str = "", depth: int = 0) -> Iterator[Member]:
        entries = [(path, info) for info in archive.infolist() if (path := self._wanted(info))]
        self._count(archive, entries)
        for name, info in entries:
            path = self._name(inside + name)
            try:
                data = read_member(archive, info, self._most(name))
                if not path.lower().endswith(_ARCHIVE):
                    yield Member(path, data)
                    continue
                nested = self._open(data, depth + 1)
            except SourceUnreadable as error:
                yield Member(path, error)
                continue
            with nested:
                yield from self.walk(nested, f"{path}!/", depth + 1)

    def _wanted(self, info: zipfile.ZipInfo) -> str:
        """Return a member's path, or ``""`` for one to pass over."""
        path = member_path(info)
        name = path.rpartition("/")[2].lower()
        dot = name.rfind(".")
        hidden = any(part.startswith(".") or part == "__MACOSX" for part in path.split("/"))
        linked = stat.S_ISLNK(info.external_attr >> 16)
        known = dot > 0 and (name[dot:] in self.suffixes or name[dot:] == _ARCHIVE)
        return path if known and not hidden and not linked and not info.is_dir() else ""

    def _count(self, archive: zipfile.ZipFile, entries: list[tuple[str, zipfile.ZipInfo]]) -> None:
        self.members -= len(archive.infolist())
        if self.members < 0:
            raise _too_many(self.limits.archive_members)
        sizes = [(info.file_size, self._most(name)) for name, info in entries]
        self.size -= sum(size for size, most in sizes if size <= most)
        if self.size < 0:
            bound = self.limits.archive_bytes / 1e6
            raise SourceUnreadable(f"unpacks to more than {bound:g} MB; unpack and split it")

    def _most(self, name: str) -> int:
        several = name.lower().endswith(_SEVERAL)
        return self.limits.table_bytes if several else self.limits.file_bytes

    def _name(self, path: str) -> str:
        """Return the path, with a number before its suffix if it was taken already."""
        stem, dot, suffix = path.rpartition(".")
        free = path
        while free in self.names:
            self.names[path] += 1
            free = f"{stem} ({self.names[path]}){dot}{suffix}"
        self.names[free] = 1
        return free

    def _open(self, data: bytes, depth: int) -> zipfile.ZipFile:
        if depth > self.limits.archive_depth:
            raise SourceUnreadable("an archive too deep within archives; unpack it")
        return open_zip(io.BytesIO(data), self.limits)


def member_path(info: zipfile.ZipInfo) -> str:
    """Return where a member is: parts separated by ``/``, printable, never leading out."""
    name = info.filename
    if not info.flag_bits & _UTF8_NAME:
        with contextlib.suppress(UnicodeError):  # Some archivers write UTF-8 without saying so.
            name = name.encode("cp437").decode("utf-8")
    parts = ("".join(filter(str.isprintable, part)) for part in re.split(r"[/\\]", name))
    return "/".join(
        p for p in parts if p not in ("", ".", "..") and not re.fullmatch("[A-Za-z]:", p)
    )
