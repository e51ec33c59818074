"""Synthetic events as lines of a real layout, and the lines as files."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd

from rhetoric_gap.readers._gdelt_layouts import DAILY, SECOND
from rhetoric_gap.readers.icews import COLUMNS as ICEWS_COLUMNS
from rhetoric_gap.readers.icews import event_names
from rhetoric_gap.scales.goldstein import goldstein_versions
from rhetoric_gap.scales.quad import quad_class

FIRST_ID = 410_000_000
ZIP_DAY = (1980, 1, 1, 0, 0, 0)
NAMES = {
    "ISL": "Iceland", "NZL": "New Zealand", "URY": "Uruguay", "BWA": "Botswana", "LUX": "Luxembourg", "FJI": "Fiji",
    "MLT": "Malta", "CPV": "Cape Verde", "BTN": "Bhutan", "PRY": "Paraguay",
}  # fmt: skip
SHORT = 7
"""Fields of a line that was cut off."""


def write_rows(path: Path, rows: pd.DataFrame, form: str, rng: np.random.Generator) -> Path:
    """Write events as a file, or a folder of files, of a source.

    Parameters
    ----------
    path : Path
        A plain file, a ``.gz``, a ``.zip``, or (no ending) a folder.
    rows : pandas.DataFrame
        ``date``, ``reported``, ``actor``, ``target``, ``code``, ``article``, in order of report; where there are traps
        also ``trap`` and ``of`` (rows with the same number are the same line).
    form : {"gdelt1", "gdelt2", "icews"}
        Layout.
    rng : numpy.random.Generator
        For the columns nobody reads.

    Returns
    -------
    Path
        What was written.
    """
    lines, header = (
        (_icews(rows), "\t".join(ICEWS_COLUMNS)) if form == "icews" else (_gdelt(rows, form, rng), None)
    )
    if "trap" in rows:
        cut = rows["trap"].eq("malformed").to_numpy()
        lines = [
            "\t".join(line.split("\t")[:SHORT]) if short else line
            for line, short in zip(lines, cut, strict=True)
        ]
    if path.suffix:
        path.parent.mkdir(parents=True, exist_ok=True)
        name = "events.2020.tab" if form == "icews" else "events.export.CSV"
        _write(path, _text(lines, header), path.stem if path.suffix.lower() == ".zip" else name)
        return path
    path.mkdir(parents=True, exist_ok=True)
    for stem, part in _parts(rows, form):
        text = _text((lines[k] for k in part), header)
        if form == "icews":
            _write(path / f"{stem}.tab", text, "")
        else:
            _write(path / f"{stem}.export.CSV.zip", text, f"{stem}.export.CSV")
    return path


def _parts(rows: pd.DataFrame, form: str) -> Iterable[tuple[str, np.ndarray]]:
    """Part the lines into the files in which a source publishes them."""
    stem = (
        "events." + rows["date"].dt.strftime("%Y") + ".20210101000000"
        if form == "icews"
        else rows["reported"].dt.strftime("%Y%m%d" if form == "gdelt1" else "%Y%m%d000000")
    )
    yield from ((str(name), np.asarray(part)) for name, part in stem.groupby(stem, sort=True).indices.items())


def _text(lines: Iterable[str], header: str | None) -> bytes:
    """Join lines; every one ends with a line feed, as in the sources."""
    return "".join(f"{line}\n" for line in ([header] if header else []) + list(lines)).encode()


def _write(path: Path, text: bytes, member: str) -> None:
    """Write one file, compressed as its name says, with the same bytes on any day."""
    if path.suffix.lower() == ".zip":
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            entry = zipfile.ZipInfo(member, date_time=ZIP_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, text)
        text = buffer.getvalue()
    elif path.suffix.lower() == ".gz":
        text = gzip.compress(text, mtime=0)
    path.write_bytes(text)


def _same(rows: pd.DataFrame) -> np.ndarray:
    """Give the lines numbers; a line that is there twice has one number."""
    return rows["of"].to_numpy() if "of" in rows else np.arange(len(rows))


def _gdelt(rows: pd.DataFrame, form: str, rng: np.random.Generator) -> list[str]:
    """Write rows in the layout of GDELT 1.0 or 2.0."""
    layout = DAILY if form == "gdelt1" else SECOND
    date, reported = rows["date"], rows["reported"]
    code = rows["code"].astype("object")
    number = _same(rows)
    mentions = rng.integers(1, 30, size=int(number.max(initial=0)) + 1)[number]
    tone = rng.normal(-2, 2, size=int(number.max(initial=0)) + 1)[number]
    goldstein = goldstein_versions(code)["gdelt"].fillna(0.0)
    sides = {
        f"Actor{k}{part}": values
        for k, side in ((1, "actor"), (2, "target"))
        for part, values in {
            "Code": rows[side],
            "Name": rows[side].map(NAMES).fillna("").str.upper(),
            "CountryCode": rows[side],
        }.items()
    }
    columns = {
        "GLOBALEVENTID": pd.Series(FIRST_ID + number, index=rows.index).astype(str),
        "SQLDATE": date.dt.strftime("%Y%m%d"),
        "MonthYear": date.dt.strftime("%Y%m"),
        "Year": date.dt.strftime("%Y"),
        "FractionDate": (date.dt.year + (date.dt.month * 30 + date.dt.day) / 365).map("{:.4f}".format),
        **sides,
        "IsRootEvent": pd.Series("1", index=rows.index),
        "EventCode": code,
        "EventBaseCode": code.str[:3],
        "EventRootCode": code.str[:2],
        "QuadClass": pd.Series(np.nan_to_num(quad_class(code), nan=1), index=rows.index).map("{:.0f}".format),
        "GoldsteinScale": goldstein.set_axis(rows.index).astype(str),
        "NumMentions": pd.Series(mentions, index=rows.index).astype(str),
        "NumSources": pd.Series("1", index=rows.index),
        "NumArticles": pd.Series(mentions, index=rows.index).astype(str),
        "AvgTone": pd.Series(tone, index=rows.index).map("{:.6f}".format),
        "DATEADDED": reported.dt.strftime("%Y%m%d" if form == "gdelt1" else "%Y%m%d120000"),
        "SOURCEURL": "https://example.org/" + rows["article"].astype(str),
    }
    return _lines(columns, layout.columns, len(rows))


def _icews(rows: pd.DataFrame) -> list[str]:
    """Write rows in the layout of ICEWS."""
    names = {code: name for name, code in sorted(event_names().items(), reverse=True)}
    code = rows["code"].astype("object")
    columns = {
        "Event ID": pd.Series(FIRST_ID + _same(rows), index=rows.index).astype(str),
        "Event Date": rows["date"].dt.strftime("%Y-%m-%d"),
        "Event Text": code.map(names).fillna("").str.capitalize(),
        "CAMEO Code": code,
        "Intensity": goldstein_versions(code)["icews"].fillna(0.0).set_axis(rows.index).astype(str),
        "Story ID": rows["article"].astype(str),
        "Sentence Number": pd.Series("1", index=rows.index),
        "Publisher": pd.Series("Example Gazette", index=rows.index),
    }
    for prefix, side in (("Source", "actor"), ("Target", "target")):
        country = rows[side].map(NAMES).fillna("")
        columns[f"{prefix} Country"] = country
        columns[f"{prefix} Name"] = ("Foreign Affairs (" + country + ")").where(country.ne(""), "")
        columns[f"{prefix} Sectors"] = pd.Series("Foreign Ministry,Government", index=rows.index)
    return _lines(columns, ICEWS_COLUMNS, len(rows))


def _lines(columns: dict[str, pd.Series], order: tuple[str, ...], n: int) -> list[str]:
    """Join the fields of each row; columns nobody filled are empty."""
    blank = [""] * n
    fields = [columns[name].astype("object").tolist() if name in columns else blank for name in order]
    return ["\t".join(line) for line in zip(*fields, strict=True)]
