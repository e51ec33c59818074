"""Build the shipped scales from their raw tables.

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
VERSION_COLUMNS = ["code", "name", "gdelt", "icews", "cameo05b1"]
# Scales other than CAMEO ship as one table each: what a code weighs as a deed and, if it is a word, what it commits to.
CODE_SETS = ["fulfilling", "partial", "breaking", "compliance"]
CODE_COLUMNS = ["code", "name", "severity", "valence", "quad_class", "kind", "strength", *CODE_SETS, "note"]
STATUS_COLUMNS = ["vocabulary", "status", "state", "checked", "note"]
STATES = ["kept", "partial", "unfulfilled", "open", "excluded"]
QUAD_VALENCE = {"1": "cooperation", "2": "cooperation", "3": "conflict", "4": "conflict"}
# The map's rows that a type without modes cannot tell apart stand under a code of their own.
PLOVER_ROWS = {
    ("AGREE", "promise (to meet)"): "AGREE-meet",
    ("SUPPORT", "performative / signed pact"): "SUPPORT-pact",
}
MID_LEVELS = {"1": "none", "2": "threat", "3": "display", "4": "use", "5": "war"}
MID_NAMES = {
    "none": "no militarised action",
    "threat": "threat of force, kind unknown",
    "display": "display of force, kind unknown",
    "use": "use of force, kind unknown",
    "war": "interstate war, kind unknown",
}
SANCTION_TYPES = 10


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


def version_rows(goldstein: Sequence[Row]) -> list[Row]:
    """Put the three versions of the Goldstein values side by side."""
    return [
        {
            "code": raw["cameo_code"],
            "name": raw["name"],
            "gdelt": raw["goldstein_gdelt"],
            "icews": raw["goldstein_icews"],
            "cameo05b1": raw["goldstein_cameo05b1"],
        }
        for raw in sorted(goldstein, key=lambda raw: raw["cameo_code"])
    ]


def plover_rows(codes: Sequence[Row]) -> list[Row]:
    """Give every PLOVER code its severity: the absolute score over ten, blank where the manual has none."""
    rows = []
    for raw in codes:
        row = {name: raw[name] for name in CODE_COLUMNS if name in raw}
        row["severity"] = f"{round(abs(float(raw['score'])) / 10, 4):g}" if raw["score"] else ""
        # An investigation counts as cooperation in the quad rows, while its score is that of a hostile act.
        row["valence"] = sign_valence(raw["score"]) or QUAD_VALENCE[raw["quad_class"]]
        rows.append(row)
    return rows


def plover_contradictions(codes: Sequence[Row], promises: Sequence[Row], types: set[str]) -> Iterator[str]:
    """Yield every way in which the PLOVER codes differ from the promise map they were taken from."""
    known = {row["code"]: row for row in codes}
    scores = {code: float(row["score"]) for code, row in known.items() if row["score"]}
    if missing := sorted(types - set(known)):
        yield f"plover: no entry for the types {missing}"
    for row in codes:
        for name in CODE_SETS:
            if unknown := sorted(set(codes_in(row[name])) - set(known)):
                yield f"{row['code']}: {name} names unknown codes {unknown}"
    for raw in promises:
        plain = "-".join(part for part in (raw["plover_event"], raw["plover_mode"]) if part)
        code = PLOVER_ROWS.get((plain, raw["role"]), plain)
        deeds = dict(zip(codes_in(raw["fulfilling"]), codes_in(raw["fulfilling_scores"]), strict=True))
        for name, given in (("fulfilling", set(deeds)), ("partial", set(codes_in(raw["partial"])))):
            if given != set(codes_in(known[code][name])):
                yield f"{code}: the map names other {name} deeds"
        for deed, score in deeds.items():
            if scores.get(deed) != float(score):
                yield f"{deed}: the map scores it {score}"
        if known[plain]["score_from"] == "map" and scores[plain] != float(raw["score"]):
            yield f"{plain}: the map scores it {raw['score']}"


def mid_threats(raw: Sequence[Row]) -> dict[str, set[str]]:
    """Read which acts carry out which threat, by the number of the act."""
    return {
        row["word_code"]: set(codes_in(row["deed_codes"]))
        for row in raw
        if row["scheme"] == "COW-MID hiact" and row["word_code"] != "1-6"
    }


def mid_rows(acts: Sequence[Row], raw: Sequence[Row]) -> list[Row]:
    """Grade militarised acts by their level of hostility; a threat is kept by the acts that carry it out."""
    level = {row["hiact"]: MID_LEVELS[row["hostlev"]] for row in acts}
    rank = {name: int(number) for number, name in MID_LEVELS.items()}
    threats = mid_threats(raw)

    def entry(code: str, name: str, fulfilling: Sequence[str], partial: Sequence[str]) -> Row:
        place = rank[code.partition("-")[0]]
        word = place == rank["threat"]
        return {
            "code": code,
            "name": name,
            "severity": f"{place / 5:g}" if place > rank["threat"] else "",
            "valence": "conflict" if place > 1 else "",
            "quad_class": {1: "", 2: "3"}.get(place, "4"),
            "kind": "threat" if word else "",
            "strength": ("3" if "-" in code else "2") if word else "",
            "fulfilling": ";".join(sorted(fulfilling)),
            "partial": ";".join(sorted(partial)),
            "breaking": "",
            "compliance": "",
            "note": "",
        }

    higher = ["display", "use", "war"]
    rows = [entry(code, name, higher if code == "threat" else [], []) for code, name in MID_NAMES.items()]
    for act in acts:
        number = act["hiact"]
        deeds = [f"{level[deed]}-{deed}" for deed in threats.get(number, ())]
        partial = higher if level[number] == "threat" else []
        rows.append(entry(f"{level[number]}-{number}", act["name"], deeds, partial))
    return rows


def sanction_rows() -> list[Row]:
    """Pair each type of sanction threatened with the same type imposed; all weigh the same."""
    blank = dict.fromkeys(CODE_COLUMNS, "") | {"valence": "conflict"}
    deed = blank | {"code": "sanction", "name": "sanction, type unknown", "severity": "1", "quad_class": "4"}
    word = blank | {"code": "threat", "name": "sanction threatened, type unknown", "quad_class": "3"}
    word |= {"kind": "threat", "strength": "2", "fulfilling": "sanction"}
    rows = [word, deed]
    for number in range(1, SANCTION_TYPES + 1):
        kept = {"fulfilling": f"sanction-{number}", "partial": "sanction", "strength": "3"}
        rows.append(
            word | kept | {"code": f"threat-{number}", "name": f"sanction of type {number} threatened"}
        )
        rows.append(deed | {"code": f"sanction-{number}", "name": f"sanction of type {number}"})
    return rows


def status_contradictions(statuses: Sequence[Row]) -> Iterator[str]:
    """Yield statuses graded in two ways, or in a way the library does not know."""
    seen: dict[str, str] = {}
    for row in statuses:
        status, state = row["status"].casefold(), row["state"]
        if state not in STATES:
            yield f"{row['status']}: {state!r} is no state"
        if seen.setdefault(status, state) != state:
            yield f"{row['status']}: both {seen[status]} and {state}"


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
    goldstein, plover, statuses = read("goldstein.csv"), read("plover_codes.csv"), read("pledge_statuses.csv")
    severity, promises = severity_rows(goldstein, words), promise_rows(words, sets)
    types = {row["plover_event"] for row in goldstein} - {""}
    found = [
        *contradictions(severity, promises, words),
        *plover_contradictions(plover, read("plover_promise_map.csv"), types),
        *status_contradictions(statuses),
    ]
    if found:
        raise ValueError("\n".join(found))
    return {
        "cameo_severity.csv": to_csv(severity, SEVERITY_COLUMNS),
        "cameo_promises.csv": to_csv(promises, PROMISE_COLUMNS),
        "goldstein_versions.csv": to_csv(version_rows(goldstein), VERSION_COLUMNS),
        "plover_codes.csv": to_csv(plover_rows(plover), CODE_COLUMNS),
        "cow_mid_codes.csv": to_csv(
            mid_rows(read("cow_mid_codes.csv"), read("mid_ties_map.csv")), CODE_COLUMNS
        ),
        "sanction_codes.csv": to_csv(sanction_rows(), CODE_COLUMNS),
        "pledge_statuses.csv": to_csv(statuses, STATUS_COLUMNS),
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
