"""From bytes to records: which kind of file it is, its encoding and delimiter, one record at a time.

CSV is read as it arrives and never held whole. A spreadsheet is held in memory, so its size is bounded
before it is opened. Nothing here knows what the columns mean.
"""

import csv
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import BinaryIO, NamedTuple

import python_calamine
from django.utils.translation import gettext_lazy as _

MAX_XLSX_BYTES = 25 * 1024 * 1024
MAX_UNPACKED_BYTES = 500 * 1024 * 1024
MAX_XLSX_PARTS = 2000
MAX_XLSX_CELLS = 25_000_000
MAX_LINE_BYTES = 512 * 1024
DELIMITERS = ";,\t|"

_CHUNK = 64 * 1024
_UNREADABLE = "\N{REPLACEMENT CHARACTER}"
_FORMULA = re.compile(rb"<(?:\w+:)?f[ />]")
_CELL_REFERENCE = re.compile(rb"\sr\s*=\s*[\"']([A-Z]{1,3}[0-9]{1,7})[\"']")
_COLUMN_REFERENCE = re.compile(rb"\sr\s*=\s*[\"']([A-Z]{1,3})[0-9]")
_ROW_REFERENCE = re.compile(rb"\sr\s*=\s*[\"'][A-Z]{0,3}([0-9]{1,7})[\"']")
_OTHER_BOOKS = {"xl/workbook.bin", "content.xml"}
_SHEET_PART = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
_FOREIGN = {
    b"%PDF": _("Filen är en PDF."),
    b"\x89PNG": _("Filen är en bild."),
    b"\xff\xd8\xff": _("Filen är en bild."),
    b"\xd0\xcf\x11\xe0": _("Filen är en äldre Excelfil (xls) eller skyddad med lösenord."),
    b"\x1f\x8b": _("Filen är packad (gzip)."),
    b"\xff\xfe": _("Filen är sparad som Unicode-text (UTF-16)."),
    b"\xfe\xff": _("Filen är sparad som Unicode-text (UTF-16)."),
}


class ReferralFileError(ValueError):
    """The file as a whole can't be read: a sentence, what to do, and a ``code`` for programs."""

    def __init__(self, code: str, sentence, remedy) -> None:
        self.code, self.sentence, self.remedy = code, sentence, remedy
        super().__init__(sentence)

    def __str__(self) -> str:
        return f"{self.sentence} {self.remedy}"


class Record(NamedTuple):
    """One row of the file. ``cells`` is None when the row can't be told apart into cells.

    ``line`` is the line where it begins, ``last_line`` where it ends (a quoted cell may hold line breaks).
    """

    line: int
    last_line: int
    cells: list[str] | None


@dataclass
class Source:
    """A file that has been recognised: its heading row, and the records after it (to be walked once)."""

    kind: str
    headings: list[str]
    records: Iterator[Record]
    delimiter: str = ""
    decoder: "Decoder | None" = None

    @property
    def encoding(self) -> str:
        """Known for certain when all rows are read; "ascii" as long as nothing else was seen."""
        return (self.decoder.encoding or "ascii") if self.decoder else ""


class Decoder:
    """Lines to text: UTF-8, with or without a byte order mark, else Windows-1252.

    The first line that isn't plain ASCII decides. A byte that the encoding hasn't becomes
    U+FFFD, which the row's reader reports.
    """

    def __init__(self) -> None:
        self.encoding: str | None = None

    def decode(self, line: bytes) -> str:
        if line.isascii():
            return line.decode("ascii")
        if self.encoding is None:
            self.encoding = "utf-8" if _is_utf8(line) else "windows-1252"
        return line.decode("cp1252" if self.encoding == "windows-1252" else "utf-8", errors="replace")


def open_source(stream: BinaryIO, known_headings: Iterable[str], tidy_heading) -> Source:
    """Recognise the file and read its heading row. Raises :class:`ReferralFileError`.

    ``stream`` needs ``read(n)`` only. ``known_headings`` (tidied by ``tidy_heading``) tell the delimiter.
    """
    head = _fill(stream, _CHUNK)
    if not head.strip(b"\xef\xbb\xbf \t\r\n\x00"):
        raise ReferralFileError("empty", _("Filen är tom."), _("Hämta filen på nytt och försök igen."))
    if head.startswith(b"PK\x03\x04"):
        return _open_xlsx(head, stream)
    _refuse_foreign(head)
    return _open_csv(head, stream, frozenset(known_headings), tidy_heading)


def _fill(stream: BinaryIO, size: int) -> bytes:
    """Up to ``size`` bytes, also from a stream that gives few at a time."""
    parts, wanted = [], size
    while wanted > 0 and (part := stream.read(wanted)):
        parts.append(part)
        wanted -= len(part)
    return b"".join(parts)


def _refuse_foreign(head: bytes) -> None:
    remedy = _("Spara filen som CSV eller Excel (xlsx).")
    for start, sentence in _FOREIGN.items():
        if head.startswith(start):
            raise ReferralFileError("foreign", sentence, remedy)
    controls = sum(head.count(bytes([sign])) for sign in range(32) if sign not in b"\t\n\r\x0b\x0c\x1a")
    if controls > len(head) // 200:
        raise ReferralFileError("binary", _("Filen är ingen textfil och ingen Excelfil."), remedy)


# --- CSV -------------------------------------------------------------------------------------------


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _open_csv(head: bytes, stream: BinaryIO, known: frozenset[str], tidy_heading) -> Source:
    decoder = Decoder()
    if head.startswith(b"\xef\xbb\xbf"):
        decoder.encoding, head = "utf-8-sig", head[3:]
    lines = enumerate(_byte_lines(head, stream), start=1)
    number, heading = _heading_line(lines, decoder)
    delimiter = max(DELIMITERS, key=lambda sign: _recognised(heading, sign, known, tidy_heading))
    headings = next(csv.reader([heading], delimiter=delimiter), [])
    texts = (decoder.decode(line) for _, line in lines)
    return Source("csv", headings, _csv_records(texts, delimiter, number), delimiter, decoder)


def _byte_lines(head: bytes, stream: BinaryIO) -> Iterator[bytes]:
    """Lines with their ends, holding one chunk at a time. Old Macintosh line ends are taken too."""
    end = b"\r" if b"\n" not in head and b"\r" in head else b"\n"
    rest, chunk, count = b"", head, 0
    while chunk:
        if b"\x00" in chunk:
            place = count + 1 + chunk[: chunk.index(b"\x00")].count(end)
            raise ReferralFileError(
                "nul",
                _("Filen är skadad: rad %(line)s innehåller nolltecken.") % {"line": place},
                _("Hämta filen på nytt och försök igen."),
            )
        *whole, rest = (rest + chunk).split(end)
        for line in whole:
            yield line.removesuffix(b"\r") + b"\n"
        count += len(whole)
        if len(rest) > MAX_LINE_BYTES:
            raise ReferralFileError(
                "long_line",
                _("Rad %(line)s är för lång för att vara en rad i en anvisningsfil.") % {"line": count + 1},
                _("Kontrollera att filen är hel och har radbrytningar."),
            )
        chunk = stream.read(_CHUNK)
    if rest.strip(b"\x1a"):
        yield rest


def _heading_line(lines: Iterator[tuple[int, bytes]], decoder: Decoder) -> tuple[int, str]:
    """The first line with content; Excel's own "sep=;" line before it is passed over."""
    for number, line in lines:
        text = decoder.decode(line)
        if text.strip(' \t\r\n;,|"') and not text.lower().startswith("sep="):
            return number, text
    raise ReferralFileError("empty", _("Filen är tom."), _("Hämta filen på nytt och försök igen."))


def _recognised(line: str, delimiter: str, known: frozenset[str], tidy_heading) -> tuple[int, int]:
    cells = next(csv.reader([line], delimiter=delimiter), [])
    return sum(tidy_heading(cell) in known for cell in cells), len(cells)


def _csv_records(texts: Iterator[str], delimiter: str, offset: int) -> Iterator[Record]:
    reader = csv.reader(texts, delimiter=delimiter, strict=True)
    while True:
        first = reader.line_num + 1 + offset
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if "end of data" in str(error) or "field limit" in str(error):
                raise _open_quote(first) from None
            yield Record(first, reader.line_num + offset, None)
            continue
        last = reader.line_num + offset
        if cells:
            yield Record(first, last, None if last > first and _holds_rows(cells, delimiter) else cells)


def _holds_rows(cells: list[str], delimiter: str) -> bool:
    """Whether a cell over several lines is other rows that a stray quote has swallowed."""
    like_a_row = max(2, len(cells) // 2)
    return any("\n" in cell and cell.count(delimiter) >= like_a_row for cell in cells)


def _open_quote(line: int) -> ReferralFileError:
    return ReferralFileError(
        "open_quote",
        _("Ett citattecken som börjar på rad %(line)s har inget slut.") % {"line": line},
        _("Rätta raden i filen, eller hämta filen på nytt."),
    )


# --- XLSX ------------------------------------------------------------------------------------------


def _open_xlsx(head: bytes, stream: BinaryIO) -> Source:
    content = head + _fill(stream, MAX_XLSX_BYTES + 1 - len(head))
    if len(content) > MAX_XLSX_BYTES:
        raise ReferralFileError(
            "too_large",
            _("Excelfilen är större än 25 MB."),
            _("Spara den som CSV, som får vara hur stor som helst, eller dela den."),
        )
    _inspect_package(content)
    try:
        book = python_calamine.load_workbook(BytesIO(content))
        visible = [s.name for s in book.sheets_metadata if "Visible" in str(s.visible)]
        rows = _sheet_rows(book.get_sheet_by_name((visible or book.sheet_names)[0]))
    except (python_calamine.CalamineError, IndexError, ValueError, OSError):
        raise _damaged() from None
    for _number, cells in rows:
        if any(cell.strip() for cell in cells):
            return Source("xlsx", cells, (Record(line, line, row) for line, row in rows))
    raise ReferralFileError("empty", _("Excelfilens första blad är tomt."), _("Lägg personerna på första bladet."))


def _sheet_rows(sheet: python_calamine.CalamineSheet) -> Iterator[tuple[int, list[str]]]:
    for number, row in enumerate(sheet.iter_rows(), start=1):
        yield number, [value if type(value) is str else _cell_text(value) for value in row]


def _inspect_package(content: bytes) -> None:
    """Unpack once without keeping it: stops zip bombs, damaged files and formulas before opening."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            parts = package.infolist()
            names = set(package.namelist())
            if "xl/workbook.xml" not in names or names & _OTHER_BOOKS:
                raise ReferralFileError(
                    "foreign",
                    _("Filen är packad (zip) men ingen Excelfil (xlsx)."),
                    _("Packa upp den, eller spara den som xlsx eller CSV."),
                )
            if len(parts) > MAX_XLSX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
                raise _too_much()
            for part in parts:
                _walk_part(package, part)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, RuntimeError, zipfile.zlib.error):
        raise _damaged() from None


def _walk_part(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Read a part to its end, which checks its sum. Look for formulas, and for cells too far out.

    The reader lays a sheet out as one rectangle: two cells in opposite corners would take all memory.
    """
    may_hold_formulas, before = _SHEET_PART.fullmatch(part.filename), b""
    width = height = 0
    with package.open(part) as content:
        while chunk := content.read(1 << 20):
            text = before + chunk
            if may_hold_formulas and (formula := _FORMULA.search(text)):
                raise _formula(text[: formula.start()])
            width = max(width, *map(_column_number, {b"", *_COLUMN_REFERENCE.findall(text)}))
            height = max(height, *map(int, {b"0", *_ROW_REFERENCE.findall(text)}))
            if width * height > MAX_XLSX_CELLS:
                raise _too_much()
            before = text[-200:]


def _column_number(letters: bytes) -> int:
    """A = 1, Z = 26, AA = 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _too_much() -> ReferralFileError:
    return ReferralFileError(
        "too_large", _("Excelfilen blir orimligt stor när den packas upp."), _("Spara den som CSV.")
    )


def _formula(before: bytes) -> ReferralFileError:
    cell = (_CELL_REFERENCE.findall(before[-4000:]) or [b"?"])[-1].decode()
    return ReferralFileError(
        "formula",
        _("Cell %(cell)s innehåller en formel.") % {"cell": cell},
        _("Kopiera bladet och klistra in som värden, eller spara som CSV."),
    )


def _damaged() -> ReferralFileError:
    return ReferralFileError(
        "damaged",
        _("Excelfilen är skadad och går inte att öppna."),
        _("Hämta filen på nytt och försök igen."),
    )


def _cell_text(value) -> str:
    """A cell as the text that a CSV file would hold: whole numbers without decimals, days as ÅÅÅÅ-MM-DD."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, (date, time, timedelta)):
        return value.isoformat() if isinstance(value, (date, time)) else str(value)
    return "" if value is None else str(value)


def has_unreadable(text: str) -> bool:
    """Whether the text holds a byte that its encoding hasn't."""
    return _UNREADABLE in text
