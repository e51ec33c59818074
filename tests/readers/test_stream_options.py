"""Options are checked as a whole, before a byte is read."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from rhetoric_gap.errors import RhetoricGapError, UnknownOptionError
from rhetoric_gap.readers.layouts import Limits
from rhetoric_gap.readers.options import StreamOptions


def test_what_is_asked_for_is_brought_into_one_form() -> None:
    options = StreamOptions(
        actors="RUS",
        targets=("UKR", "UKR", " POL "),
        involving=iter(["RUS"]),
        start="2022-02-24",
        end=dt.date(2022, 3, 1),
    )
    assert (options.actors, options.targets, options.involving) == (("RUS",), ("UKR", "POL"), ("RUS",))
    assert (options.start, options.end) == (pd.Timestamp("2022-02-24"), pd.Timestamp("2022-03-01"))
    assert StreamOptions(duplicates=["article", "id"]).duplicates == ("id", "article"), (
        "the order they are applied in"
    )
    assert StreamOptions(duplicates=None).duplicates == ()
    assert StreamOptions(cache="here").cache == Path("here")
    assert hash(StreamOptions()) == hash(StreamOptions())


@pytest.mark.parametrize(
    ("option", "value", "text"),
    [
        ("actors", [], "actors is empty"),
        ("actors", 5, "actors must be codes"),
        ("targets", ["RUS", None, 3, " "], "None, 3, ' '"),
        ("involving", ["KOR;USA"], "write 'KOR;USA' as ['KOR', 'USA']"),
        ("start", "June", "a day such as"),
        ("start", 20240101, "a day such as"),
        ("start", "2024-02-30", "a day such as"),
        ("end", "2024-01-01T10:00", "without time"),
        ("end", pd.Timestamp("2024-01-01", tz="UTC"), "without time or time zone"),
        ("end", pd.NaT, "a day such as"),
        ("level", "contry", "Did you mean 'country'?"),
        ("actor_codes", "iso", "'iso3', 'cow', 'gw', 'fips', 'cameo', 'source'"),
        ("talks", None, "allowed: 'deeds', 'words'"),
        ("backdated", True, "allowed: 'drop', 'keep'"),
        ("domestic", "yes", "allowed: 'drop', 'keep'"),
        ("mirrored", "twice", "allowed: 'flag', 'once'"),
        ("quad_rule", "icewz", "Did you mean 'icews'?"),
        ("duplicates", ["ids"], "allowed: 'id', 'dyad-day-code', 'article'"),
        ("columns", [1], "names of columns of the source"),
        ("cache", 3, "path of a folder"),
        ("progress", "yes", "True or False"),
        ("limits", 200, "Limits(ratio=200)"),
    ],
)
def test_a_wrong_option_is_named_with_what_is_allowed(option: str, value: Any, text: str) -> None:
    with pytest.raises(RhetoricGapError) as error:
        StreamOptions(**{option: value})
    assert text in str(error.value) and str(error.value).startswith(option)


def test_every_wrong_option_is_reported_at_once() -> None:
    with pytest.raises(RhetoricGapError) as error:
        StreamOptions(actors=[], start="June", level="x", mirrored="y", limits=None)  # type: ignore[arg-type]
    lines = str(error.value).splitlines()
    assert lines[0] == "5 options are wrong:"
    assert [line.split()[1].split("=")[0] for line in lines[1:]] == [
        "actors",
        "start",
        "level",
        "mirrored",
        "limits",
    ]


def test_one_wrong_word_is_an_unknown_option() -> None:
    with pytest.raises(UnknownOptionError):
        StreamOptions(level="state")


def test_a_period_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(RhetoricGapError, match=r"end \(2024-01-01\) is before start \(2024-02-01\)"):
        StreamOptions(start="2024-02-01", end="2024-01-01")
    assert StreamOptions(start="2024-01-01", end="2024-01-01", limits=Limits()).start == pd.Timestamp(
        "2024-01-01"
    )
