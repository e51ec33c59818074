"""A year of GDELT as it would lie on a disk: daily zips in the 58-column layout, invented from beginning to end.

``python -m benchmarks._gdelt_files FOLDER`` writes 100 files of 100,000 rows (10 million rows, 3.8 GB unpacked), fewer
by ``--files`` and ``--rows``. Lengths, shares of empty fields, repeats of addresses and dates long before the day
of the file are those of the real thing; actors, places and addresses are drawn from pools: a file takes seconds.
"""

from __future__ import annotations

import argparse
import datetime as dt
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from rhetoric_gap.scales import get_scale

FIRST_DAY = dt.date(2016, 1, 1)
FILES, ROWS = 100, 100_000
SEED = 20160101
_CODES = (
    "USA GBR RUS CHN FRA DEU IND PAK IRN IRQ ISR SYR TUR SAU EGY JPN KOR PRK AUS CAN MEX BRA ARG COL VEN UKR POL ITA "
    "ESP GRC NLD BEL SWE NOR FIN DNK CHE AUT HUN CZE ROM BGR GEO ARM AZE KAZ UZB AFG BGD LKA NPL MMR THA VNM PHL IDN "
    "MYS SGP NGA KEN ETH SDN SOM UGA TZA ZAF ZWE MAR DZA TUN LBY JOR LBN KWT QAT ARE YEM OMN CUB CHL PER"
)
COUNTRIES = _CODES.split()
REGION = ("CHN", "JPN", "KOR", "PRK")
NO_COUNTRY, NO_TARGET, DATED_BACK, SAME_ADDRESS = 0.3, 0.31, 0.014, 0.13
BACK = (1, 7, 30, 365)
QUAD = {root: 1 if root <= 5 else 2 if root <= 9 else 3 if root <= 14 else 4 for root in range(1, 21)}
_WORDS = (
    "minister talks border troops aid vote court police trade visit north south storm market bank school rally oil "
    "deal crisis report city state leader council protest peace attack call plan health water power road energy"
)
WORDS = _WORDS.split()


def write_files(folder: Path, files: int = FILES, rows: int = ROWS) -> list[Path]:
    """Write the daily zips that are not there yet, and return all of them."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for number in range(files):
        day = FIRST_DAY + dt.timedelta(days=number)
        path = folder / f"{day:%Y%m%d}.export.CSV.zip"
        if not path.exists():
            data = "".join(_rows(number, day, rows)).encode("utf-8")
            with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr(f"{day:%Y%m%d}.export.CSV", data)
        made.append(path)
    return made


def _rows(number: int, day: dt.date, rows: int) -> Iterator[str]:
    """Draw the rows of one day."""
    rng = np.random.default_rng([SEED, number])
    actors, targets = (
        _actors(np.random.default_rng([SEED, 10**6 + side]), share)
        for side, share in ((1, 0.1), (2, NO_TARGET))
    )
    events, places = _events(), _places(np.random.default_rng([SEED, 10**6]))
    dates = [_date_fields(day - dt.timedelta(days=back)) for back in (0, *BACK)]
    which = np.where(rng.random(rows) < DATED_BACK, rng.integers(1, 1 + len(BACK), rows), 0)
    parts = zip(
        range(500_000_000 + number * 10**6, 500_000_000 + number * 10**6 + rows),
        which.tolist(),
        _zipf(rng, len(actors), rows),
        _zipf(rng, len(targets), rows),
        _zipf(rng, len(events), rows),
        rng.integers(0, len(places), (rows, 3)).tolist(),
        rng.integers(1, 30, rows).tolist(),
        rng.normal(0, 4, rows).round(12).tolist(),
        _addresses(rng, rows),
        strict=True,
    )
    for key, when, actor, target, event, (here, there, where), count, tone, address in parts:
        yield (
            f"{key}\t{dates[when]}\t{actors[actor]}\t{targets[target]}\t{count % 2}\t{events[event]}\t{count}\t1\t"
            f"{count}\t{tone}\t{places[here]}\t{places[there]}\t{places[where]}\t{day:%Y%m%d}\t{address}\n"
        )


def _zipf(rng: np.random.Generator, size: int, rows: int) -> list[int]:
    """Draw from a pool, the first ones often."""
    share = 1 / np.arange(1, size + 1) ** 0.7
    drawn: list[int] = rng.choice(size, rows, p=share / share.sum()).tolist()
    return drawn


def _date_fields(day: dt.date) -> str:
    """Return the four fields that date an event."""
    return f"{day:%Y%m%d}\t{day:%Y%m}\t{day:%Y}\t{day.year + (day.month * 30 + day.day) / 365:.4f}"


def _actors(rng: np.random.Generator, nobody: float) -> list[str]:
    """Return ten fields of an actor: code, name, country, four that are mostly empty, three roles."""
    pool = []
    for _ in range(2_000):
        draw = rng.random()
        country = "" if draw < nobody + NO_COUNTRY else COUNTRIES[int(len(COUNTRIES) * rng.random() ** 2)]
        role = str(rng.choice(["", "", "GOV", "MIL", "COP", "BUS", "MED", "OPP"]))
        name = f"{country or role} {rng.choice(WORDS)}".upper().strip()
        fields = [f"{country}{role}" or "CVL", name, country, "", "", "", "", role, "", ""]
        pool.append("\t".join([""] * 10 if draw < nobody else fields))
    return pool


def _events() -> list[str]:
    """Return the five fields of a code: itself, base, root, class, score."""
    codes = [entry.code for entry in get_scale("cameo").entries if len(entry.code) >= 3]
    return [
        f"{code}\t{code[:3]}\t{code[:2]}\t{QUAD[int(code[:2])]}\t{(7 * int(code)) % 21 - 10:.1f}"
        for code in codes
    ]


def _places(rng: np.random.Generator) -> list[str]:
    """Return seven fields of a place; three in ten are empty."""
    pool = []
    for number in range(5_000):
        name = ", ".join(str(word).title() for word in rng.choice(WORDS, 4))
        point = f"{rng.uniform(-60, 60):.4f}\t{rng.uniform(-180, 180):.4f}"
        full = f"{1 + number % 5}\t{name}\tUS\tUS{number % 50:02d}\t{point}\t{10**6 + number}"
        pool.append("0\t\t\t\t\t\t" if number % 10 < 3 else full)
    return pool


def _addresses(rng: np.random.Generator, rows: int) -> Iterator[str]:
    """Draw addresses of articles; some rows share the one of the row before."""
    words = rng.integers(0, len(WORDS), (rows, 7)).tolist()
    again = (rng.random(rows) < SAME_ADDRESS).tolist()
    sites = rng.integers(0, 400, rows).tolist()
    last = ""
    for number, (chosen, same, site) in enumerate(zip(words, again, sites, strict=True)):
        if not same or not last:
            title = "-".join([WORDS[word] for word in chosen])
            last = f"https://www.news{site}.example/2016/world/{title}-{number:06d}.html"
        yield last


def main() -> None:
    """Write the files."""
    parser = argparse.ArgumentParser(
        prog="benchmarks._gdelt_files", description="Write invented daily files."
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--files", type=int, default=FILES)
    parser.add_argument("--rows", type=int, default=ROWS)
    options = parser.parse_args()
    made = write_files(options.folder, options.files, options.rows)
    size = sum(path.stat().st_size for path in made)
    print(f"{len(made)} files, {size / 1e6:,.0f} MB packed, in {options.folder}")


if __name__ == "__main__":
    main()
