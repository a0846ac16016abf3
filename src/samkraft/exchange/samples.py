"""Made-up referral files in the AIS layout: for the demo, for tests and for measuring. Same seed, same bytes.

Every person has a demo identity (design "Demo identities"), an invented name, a telephone number from the
regulator's fictional series and an e-mail address at example.org.
"""

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from io import TextIOWrapper
from typing import BinaryIO

from samkraft.exchange.ais_layout import HEADINGS

# fmt: off
_WOMEN = [
    "Amina", "Birgitta", "Cecilia", "Dragana", "Elin", "Fatima", "Greta", "Hodan", "Ingrid",
    "Jasmina", "Karin", "Leila", "Maria", "Noor", "Petra",
]
_MEN = [
    "Ahmed", "Bengt", "Carlos", "Dragan", "Emil", "Farid", "Göran", "Hassan", "Ivar", "Jonas",
    "Khalid", "Lars", "Milan", "Nils", "Omar", "Per", "Åke",
]
_SURNAMES = [
    "Alm", "Bergö", "Cederlind", "Dahlö", "Ekfors", "Farah", "Gröndal", "Haddadi", "Ivarsdal",
    "Jovanov", "Kvistö", "Lindhav", "Mohamud", "Norrhage", "Omarsson", "Petrovin", "Rosenby",
    "Sandhav", "Tallberga", "Ulvskog", "Västerlid", "Ådahl", "Öberga",
]
# fmt: on
_PADDED = {"FAST_TILLAGGSKOD_AF1": 4, "NASTA_KONTAKTTYP": 10, "UTBILDNINGSNIVA": 3, "EFTERNAMN": 24}
_PLACE = {heading: i for i, heading in enumerate(HEADINGS)}


@dataclass
class Written:
    """What a sample file holds, by line number, for those who check a reader against it."""

    rows: int = 0
    protected: list[int] = field(default_factory=list)
    faulty: dict[int, str] = field(default_factory=dict)


def write_ais_csv(
    stream: BinaryIO,
    rows: int,
    *,
    seed: int = 1,
    on: date = date(2021, 6, 30),
    faults: bool = True,
    encoding: str = "utf-8",
    delimiter: str = ";",
) -> Written:
    """Write ``rows`` people to a binary stream as ``arbetssokande.csv``; ``faults`` spoils one row in 25.

    Line 2 is the first person. With faults and at least 30 rows there is one of each kind of fault, and one
    protected identity for every 200 rows, at least one.
    """
    text = TextIOWrapper(stream, encoding=encoding, newline="", write_through=False)
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(HEADINGS)
    written = Written(rows)
    writer.writerows(_people(rows, seed, on, faults, written))
    text.flush()
    text.detach()
    return written


def _people(rows: int, seed: int, on: date, faults: bool, written: Written) -> Iterator[list[str]]:
    chance = random.Random(seed)  # noqa: S311  invented people, the same for the same seed
    taken: set[str] = set()
    bad = _faulty_lines(rows) if faults else {}
    shielded = set(range(17, rows + 2, 200)) if faults else set()
    previous = ""
    for line in range(2, rows + 2):
        cells = _person(chance, _new_identity(chance, on, taken), on)
        if line in shielded:
            cells[_PLACE["SEKRETESS_FBF"]] = "J"
            written.protected.append(line)
        elif line in bad:
            written.faulty[line] = bad[line]
            _FAULTS[bad[line]](cells, on, previous)
        else:
            previous = cells[_PLACE["PERSONNR"]]
        yield cells


def _faulty_lines(rows: int) -> dict[int, str]:
    """Each kind of fault in turn: closely in a small file, one row in 25 in a large one."""
    kinds = list(_FAULTS)
    step = 25 if rows >= 25 * len(kinds) else max(2, rows // (len(kinds) + 1))
    return {line: kinds[i % len(kinds)] for i, line in enumerate(range(4, rows + 2, step))}


def _new_identity(chance: random.Random, on: date, taken: set[str]) -> str:
    youngest = on.toordinal() - 20 * 365
    while True:
        born = date.fromordinal(chance.randrange(youngest - 44 * 365, youngest))
        identity = f"{born:%Y%m%d}T{chance.randrange(1000):03d}"
        if identity not in taken:
            taken.add(identity)
            return identity


def _person(chance: random.Random, identity: str, on: date) -> list[str]:
    is_man = int(identity[-1]) % 2 == 1
    first, last = chance.choice(_MEN if is_man else _WOMEN), chance.choice(_SURNAMES)
    came = on - timedelta(days=chance.randrange(60, 4200))
    in_job = chance.random() < 0.85
    job_days = chance.randrange(1, 1500) if in_job else 0
    needs_interpreter = chance.random() < 0.25
    values = {
        "SOKANDE_ID": str(1_000_000 + chance.randrange(8_000_000)),
        "PERSONNR": identity,
        "TMSTAMP": f"{on.isoformat()} 04:12:07",
        "FODELSEDATUM": f"{identity[:4]}-{identity[4:6]}-{identity[6:8]}",
        "KONTOR_KOD": chance.choice(["0821", "0822", "0823"]),
        "AKTUELL_SEDAN": came.isoformat(),
        "EFTERNAMN": last,
        "FORNAMN": first,
        "HEMKOMMUN_KOD": "1280",
        "TEL_MOBIL": f"070-1740{chance.randrange(605, 700)}",
        "SKAT": chance.choice(["70", "70", "70", "79"]) if in_job else chance.choice(["11", "14", "21"]),
        "SKAT_SEDAN": (came + timedelta(days=chance.randrange(60))).isoformat(),
        "FAST_TILLAGGSKOD_AF1": "A1",
        "UTBILDNINGSNIVA": chance.choices("0123456", [2, 20, 20, 33, 9, 14, 2])[0],
        "EPOST": f"{_plain(first)}.{_plain(last)}{chance.randrange(1000)}@example.org",
        "AKTIVITETSGARANTI_FROM_DATUM": (on - timedelta(days=job_days + 30)).isoformat() if in_job else "",
        # A period that ends before it begins, and no end at all, are both seen in real exports.
        "AKTIVITETSGARANTI_TOM_DATUM": "2019-01-31" if in_job and chance.random() < 0.02 else "",
        "KON": "M" if is_man else "K",
        "NASTA_KONTAKTTYP": "TB",
        "FK_ANTAL_AKTIVITETS_STODDAGAR": str(chance.randrange(450)) if in_job else "0",
        "SEKRETESS_FBF": "N",
        "SKYDDAD_FBF": "N",
        "ANTAL_JOB_DAGAR": str(job_days),
        "TOLKSPRAK": chance.choice(["arabiska", "somaliska", "dari", "bosniska"]) if needs_interpreter else "",
    }
    cells = [""] * len(HEADINGS)
    for heading, value in values.items():
        cells[_PLACE[heading]] = value.ljust(_PADDED.get(heading, 0))
    return cells


def _plain(name: str) -> str:
    return name.lower().translate(str.maketrans("åäö", "aao"))


def _set(heading: str, value: str):
    def fault(cells: list[str], on: date, previous: str) -> None:
        cells[_PLACE[heading]] = value

    return fault


def _repeat(cells: list[str], on: date, previous: str) -> None:
    cells[_PLACE["PERSONNR"]], cells[_PLACE["KON"]] = previous, ""


def _shorten(cells: list[str], on: date, previous: str) -> None:
    cells[_PLACE["PERSONNR"]] = cells[_PLACE["PERSONNR"]][:-1]


def _into_future(cells: list[str], on: date, previous: str) -> None:
    cells[_PLACE["AKTUELL_SEDAN"]] = on.replace(year=on.year + 10).isoformat()


def _shift(cells: list[str], on: date, previous: str) -> None:
    cells.insert(3, "en cell för mycket")


_FAULTS = {
    "identity too short": _shorten,
    "no such day": _set("AKTUELL_SEDAN", "2021-02-30"),
    "day in the future": _into_future,
    "same person twice": _repeat,
    "identity missing": _set("PERSONNR", ""),
    "one cell too many": _shift,
    "formula": _set("FORNAMN", "=A1&B1"),
    "telephone too short": _set("TEL_MOBIL", "070-17"),
    "another municipality": _set("HEMKOMMUN_KOD", "1281"),
    "category missing": _set("SKAT", ""),
    "name missing": _set("EFTERNAMN", "   "),
    "number in words": _set("ANTAL_JOB_DAGAR", "många"),
}
