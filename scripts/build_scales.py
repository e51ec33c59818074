"""Build the shipped CAMEO scale from its raw tables.

Run ``python scripts/build_scales.py`` to write ``rhetoric_gap/scales/data/*.csv``; with ``--check`` nothing is written
and the exit code is 1 if a shipped file is not what the raw tables give. Raw tables that contradict each other are
refused in either mode, with every contradiction listed.
"""

from __future__ import annotations

import argparse
import csv
import io
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
RAW = HERE / "scales_raw"
DATA = HERE.parent / "rhetoric_gap" / "scales" / "data"

Row = dict[str, str]
SETS = {
    "fulfilling": "fulfilling_codes",
    "partial": "partial_codes",
    "breaking": "breaking_codes",
    "compliance": "compliance_codes_reverse_dyad",
}
SEVERITY_COLUMNS = ["code", "name", "level", "verbal", "goldstein", "severity", "valence"]
PROMISE_COLUMNS = ["code", "name", "speech_act", "kind", "valence", "strength", *SETS, "note"]
VALENCE = {"conflictual": "conflict", "cooperative": "cooperation", "neutral": ""}
# What is asked of another party is a demand, however politely; what is done by being said (praise, an inquiry opened)
# is a declaration; talk that happened and blame name no deed to come.
KIND = {
    "threat": "threat",
    "promise": "promise",
    "refusal": "refusal",
    "demand": "demand",
    "appeal": "demand",
    "support": "declaration",
    "inquiry": "declaration",
    "comment": "comment",
    "talk": "comment",
    "blame": "comment",
}


def read(name: str) -> list[Row]:
    """Read one raw table as text, so that no code loses its leading zero."""
    with (RAW / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def codes_in(cell: str) -> list[str]:
    """Split a set of codes as the raw tables write it."""
    return [code for code in cell.split(";") if code]


def kind_of(row: Row) -> str:
    """Map the speech act of a raw row onto the library's kinds.

    A refusal that rules out no deed (defiance, a veto) is done by being said: nothing later can contradict it.
    """
    kind = KIND[row["speech_act"]]
    return "declaration" if kind == "refusal" and not row["breaking_codes"] else kind


def sign_valence(value: str) -> str:
    """Read the valence of a code off the sign of its Goldstein value."""
    number = float(value or 0)
    return "cooperation" if number > 0 else "conflict" if number < 0 else ""


def severity_rows(goldstein: Sequence[Row], words: dict[str, Row]) -> list[Row]:
    """Give every code its severity: the absolute Goldstein value over ten, blank where GDELT's table has none."""
    rows = []
    for raw in goldstein:
        code, value = raw["cameo_code"], raw["goldstein_gdelt"]
        word = words.get(code)
        rows.append(
            {
                "code": code,
                "name": raw["name"],
                "level": raw["level"],
                "verbal": "true" if raw["kind"] == "word" else "false",
                "goldstein": value,
                "severity": f"{round(abs(float(value)) / 10, 4):g}" if value else "",
                "valence": VALENCE[word["valence"]] if word else sign_valence(value),
            }
        )
    return sorted(rows, key=lambda row: row["code"])


def promise_rows(words: dict[str, Row], sets: Sequence[Row]) -> list[Row]:
    """Give every verbal code its kind, valence, strength and its four sets of deeds."""
    rows = []
    for raw in sets:
        word = words[raw["cameo_code"]]
        row = {
            "code": raw["cameo_code"],
            "name": raw["name"],
            "speech_act": raw["speech_act"],
            "kind": kind_of(raw),
            "valence": VALENCE[word["valence"]],
            "strength": raw["commitment_strength"],
            "note": word["note"],
        }
        row |= {name: ";".join(sorted(codes_in(raw[column]))) for name, column in SETS.items()}
        rows.append(row)
    return sorted(rows, key=lambda row: row["code"])


def contradictions(severity: Sequence[Row], promises: Sequence[Row], words: dict[str, Row]) -> Iterator[str]:
    """Yield every way in which the tables contradict each other."""
    valence = {row["code"]: row["valence"] for row in severity}
    for row in promises:
        code = row["code"]
        sets = {name: codes_in(row[name]) for name in SETS}
        for name, deeds in sets.items():
            if unknown := sorted(set(deeds) - set(valence)):
                yield f"{code}: {name} names unknown codes {unknown}"
            if len(deeds) != len(set(deeds)):
                yield f"{code}: {name} names a code twice"
        for one, other in [("fulfilling", "partial"), ("fulfilling", "breaking"), ("partial", "breaking")]:
            if both := sorted(set(sets[one]) & set(sets[other])):
                yield f"{code}: {both} are both {one} and {other}"
        if odd := [
            deed for deed in sets["fulfilling"] + sets["partial"] if valence.get(deed) != row["valence"]
        ]:
            yield f"{code}: {odd} have another valence than the statement"
        if row["fulfilling"].split(";") != sorted(words[code]["fulfilling_codes"].split(";")):
            yield f"{code}: the two raw maps name different fulfilling deeds"
        if row["strength"] != words[code]["commitment_strength"]:
            yield f"{code}: the two raw maps give different strengths"


def to_csv(rows: Sequence[Row], columns: Sequence[str]) -> bytes:
    """Write rows as the library ships tables: UTF-8, LF, comma."""
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue().encode()


def build() -> dict[str, bytes]:
    """Return the content of every shipped file.

    Raises
    ------
    ValueError
        If the raw tables contradict each other; the message lists every contradiction.
    """
    words = {row["cameo_code"]: row for row in read("promise_map.csv")}
    sets = read("promise_map_ext.csv")
    if set(words) != {row["cameo_code"] for row in sets}:
        raise ValueError("the two raw maps do not hold the same codes")
    severity, promises = severity_rows(read("goldstein.csv"), words), promise_rows(words, sets)
    if found := list(contradictions(severity, promises, words)):
        raise ValueError("\n".join(found))
    return {
        "cameo_severity.csv": to_csv(severity, SEVERITY_COLUMNS),
        "cameo_promises.csv": to_csv(promises, PROMISE_COLUMNS),
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the shipped files, or with ``--check`` only compare them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--check", action="store_true", help="compare only; exit 1 if a shipped file is stale"
    )
    check = parser.parse_args(arguments).check
    stale = []
    for name, content in build().items():
        path = DATA / name
        if check and (not path.exists() or path.read_bytes() != content):
            stale.append(name)
        if not check:
            path.write_bytes(content)
    if stale:
        print(f"stale: {', '.join(stale)}; run python scripts/build_scales.py", file=sys.stderr)
    return int(bool(stale))


if __name__ == "__main__":
    raise SystemExit(main())
