"""The shipped tables of kinds: every kind once, every code on the scale, overrides checked as a whole."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest

from rhetoric_gap import RhetoricGapError, get_scale
from rhetoric_gap.readers import acled, ucdp
from rhetoric_gap.readers._event_kinds import known_kinds, words_by_code
from tests.readers.conflict_samples import SUB_EVENTS

DATA = Path(acled.__file__).parent / "data"
ACTS = {"actor1", "actor2", "a", "both", "state", "challenger"}


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_sub_event_of_the_codebook_once() -> None:
    listed = [(row["event_type"], row["sub_event_type"]) for row in rows("acled_events.csv")]
    codebook = [(event, sub) for event, subs in SUB_EVENTS.items() for sub in subs]
    assert len(SUB_EVENTS) == 6
    assert len(codebook) == 25
    assert sorted(listed) == sorted(codebook)


def test_every_type_of_violence_once() -> None:
    assert [row["type_of_violence"] for row in rows("ucdp_types.csv")] == ["1", "2", "3"]


@pytest.mark.parametrize("name", ["acled_events.csv", "ucdp_types.csv"])
def test_every_row_has_a_code_of_the_scale_or_none_and_a_reason(name: str) -> None:
    found = rows(name)
    scale = get_scale()
    codes = [row["code"] for row in found if row["code"]]
    assert set(codes) <= set(scale.levels["code"])
    assert scale.knows_deed(codes).all()
    assert all(row["reason"] and None not in row for row in found)
    assert {row["acts"] for row in found} <= ACTS


def test_only_an_agreement_is_a_word() -> None:
    codes = pd.Series([kind.code for kind in acled.KINDS])
    words = words_by_code(pd.DataFrame({"code": codes}), None) == "word"
    assert [kind.name for kind, word in zip(acled.KINDS, words, strict=True) if word] == ["Agreement"]


def test_overrides_are_checked_all_at_once() -> None:
    wrong = {"Armed clsh": "190", "Attack": "999", "Grenade": 193, "Other": None}
    with pytest.raises(RhetoricGapError) as error:
        known_kinds(acled.KINDS, wrong)  # type: ignore[arg-type]
    text = str(error.value)
    assert "3 wrong entries" in text
    assert "Did you mean 'Armed clash'?" in text
    assert "'999' of 'Attack' is not on the scale" in text
    assert "must be text such as '190', got 193" in text


def test_overrides_replace_only_what_they_name() -> None:
    known = known_kinds(ucdp.KINDS, {"3": "202", "2": None})
    assert [known[key].code for key in ("1", "2", "3")] == ["190", None, "202"]
    assert [known[key].acts for key in ("1", "2", "3")] == ["both", "both", "a"]


def test_overrides_must_be_a_mapping() -> None:
    with pytest.raises(RhetoricGapError, match="must map kinds of events to codes, got list"):
        known_kinds(ucdp.KINDS, [("1", "190")])  # type: ignore[arg-type]
