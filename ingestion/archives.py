"""The parts of a zip file, each unpacked once, counted and checked. Runs inside the sandbox (`ingestion.sandbox`) only.

A zip says the same thing several times: in its directory, before each part, and in the part itself. Readers that
believe different ones see different files, so here they must agree, and nothing may stand before, after or under them.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

from ingestion.limits import Limits
from ingestion.problems import TOO_LARGE, UNREADABLE, Problem, Refused

MAX_ENTRIES = 200
MAX_EXPANSION = 100
CHUNK = 1 << 18
REMEDY = "send the workbook as its template or its publisher makes it, or a .zip of its sheets as CSV files"

_LOCAL_HEADER = struct.Struct("<4s5H3I2H")
_FIRST, _END = b"PK\x03\x04", b"PK\x05\x06"
_ENCRYPTED, _DESCRIPTOR, _UTF8 = 0x2041, 0x8, 0x800  # flags of a part
_IN_ZIP64 = 0xFFFFFFFF


class Archive:
    """Raises Refused for what is wrong in the whole; `chunks` for what is wrong in a part."""

    def __init__(self, content: bytes, limits: Limits):
        try:
            archive = zipfile.ZipFile(io.BytesIO(content))
        except (zipfile.BadZipFile, NotImplementedError, UnicodeDecodeError, struct.error, ValueError):
            raise refusal(UNREADABLE, "not a complete workbook or zip file") from None
        entries = archive.infolist()
        self._content = memoryview(content)
        _check_sizes(entries, limits)
        for entry in entries:
            _check_entry(entry)
        _check_names(entries)
        if not entries or min(entry.header_offset for entry in entries) or not content.startswith(_FIRST):
            raise refusal(UNREADABLE, "something was put before the first part, or taken from the zip")
        if content[-22:-18] != _END or content[-2:] != b"\0\0":
            raise refusal(UNREADABLE, "something was put behind the end of the zip")
        self._starts = self._check_places(entries, archive.start_dir)
        self.entries = {entry.filename: entry for entry in entries}

    def __contains__(self, name: str) -> bool:
        return name in self.entries

    def chunks(self, name: str) -> Iterator[bytes]:
        """The part in pieces. Raises Refused at its end when it is not what the zip says of it."""
        entry, size, checksum = self.entries[name], 0, 0
        start = self._starts[name]
        packed = self._content[start : start + entry.compress_size]
        try:
            for chunk in _stored(packed) if entry.compress_type == zipfile.ZIP_STORED else _inflated(packed):
                size, checksum = size + len(chunk), zlib.crc32(chunk, checksum)
                if size > entry.file_size:
                    break
                yield chunk
        except zlib.error:
            raise refusal(UNREADABLE, "a damaged part", name) from None
        if size != entry.file_size:
            found = f"a part that is said to unpack to {entry.file_size:,} bytes and does not"
            raise refusal(TOO_LARGE if size > entry.file_size else UNREADABLE, found, name)
        if checksum != entry.CRC:
            raise refusal(UNREADABLE, "a part that does not fit its checksum", name)

    def read(self, name: str) -> bytes:
        return b"".join(self.chunks(name))

    def _check_places(self, entries: list[zipfile.ZipInfo], directory: int) -> dict[str, int]:
        """Where each part starts. Raises Refused for parts that overlap, or that are introduced as another."""
        starts, end = {}, 0
        for entry in sorted(entries, key=lambda e: e.header_offset):
            after = entry.header_offset + _LOCAL_HEADER.size
            if entry.header_offset < end or after > directory:
                raise refusal(TOO_LARGE, "parts that overlap", entry.filename)
            fields = _LOCAL_HEADER.unpack(self._content[entry.header_offset : after])
            signature, _, flags, method, _, _, crc, packed, unpacked, name_length, extra_length = fields
            name = bytes(self._content[after : after + name_length])
            known = entry.orig_filename.encode("utf-8" if entry.flag_bits & _UTF8 else "cp437", "replace")
            said = (crc, packed, unpacked)
            agrees = flags & _DESCRIPTOR or said == (entry.CRC, entry.compress_size, entry.file_size)
            if signature != _FIRST or name != known or method != entry.compress_type or flags & _ENCRYPTED:
                raise refusal(UNREADABLE, "a part that is introduced as another", entry.filename)
            if not agrees and _IN_ZIP64 not in said:
                raise refusal(TOO_LARGE, "a part of which two sizes or checksums are given", entry.filename)
            starts[entry.filename] = after + name_length + extra_length
            end = starts[entry.filename] + entry.compress_size
            if end > directory:
                raise refusal(TOO_LARGE, "parts that overlap", entry.filename)
        return starts


def _check_sizes(entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    packed = max(1, sum(entry.compress_size for entry in entries))
    if len(entries) > MAX_ENTRIES:
        raise refusal(TOO_LARGE, f"{len(entries):,} parts, more than {MAX_ENTRIES}")
    if unpacked > limits.unpacked_megabytes * 1_000_000 or unpacked / packed > MAX_EXPANSION:
        raise refusal(TOO_LARGE, f"unpacks to {unpacked:,} bytes, {unpacked / packed:,.0f} times its size")


def _check_entry(entry: zipfile.ZipInfo) -> None:
    name = entry.orig_filename
    if entry.flag_bits & _ENCRYPTED:
        raise refusal(UNREADABLE, "an encrypted part", name, "take the password off and send it again")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise refusal(UNREADABLE, "a part packed in an unusual way", name, "pack it as an ordinary .zip")
    leads_out = name.startswith("/") or ".." in name.split("/") or "\\" in name or ":" in name
    if leads_out or name != entry.filename or not name.isprintable():
        raise refusal(UNREADABLE, "a part whose name leads out of the zip or does not show", name)


def _check_names(entries: list[zipfile.ZipInfo]) -> None:
    seen: set[str] = set()
    for entry in entries:
        if entry.filename.casefold() in seen:
            raise refusal(UNREADABLE, "two parts of one name", entry.filename)
        seen.add(entry.filename.casefold())


def _stored(packed: memoryview) -> Iterator[bytes]:
    for start in range(0, len(packed), CHUNK):
        yield bytes(packed[start : start + CHUNK])


def _inflated(packed: memoryview) -> Iterator[bytes]:
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    for piece in _stored(packed):
        if inflate.eof:
            raise zlib.error
        while chunk := inflate.decompress(piece, CHUNK):
            yield chunk
            piece = inflate.unconsumed_tail
    if not inflate.eof or inflate.unused_data:
        raise zlib.error


def refusal(rule: str, found: str, place: str = "", remedy: str = REMEDY) -> Refused:
    return Refused(Problem(rule, place, found, remedy))
