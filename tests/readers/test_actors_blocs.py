"""Blocs: who belonged when, blocs as joint targets, countries as groups."""

from __future__ import annotations

import itertools

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import rhetoric_gap as rg
from rhetoric_gap.errors import RhetoricGapError, UnknownOptionError
from rhetoric_gap.readers.actors.blocs import bloc_names, memberships
from rhetoric_gap.readers.actors.tables import codes_of
from rhetoric_gap.tables.targets import canonical, members

TODAY = "2026-06-30"
SIZES = [
    ("NATO", "1949-08-23", 0),
    ("NATO", "1949-08-24", 12),
    ("NATO", "1955-05-06", 15),
    ("NATO", "1982-05-30", 16),
    ("NATO", "1999-03-12", 19),
    ("NATO", "2004-03-29", 26),
    ("NATO", "2009-04-01", 28),
    ("NATO", "2020-03-27", 30),
    ("NATO", "2023-04-04", 31),
    ("NATO", "2024-03-06", 31),
    ("NATO", "2024-03-07", 32),
    ("EU", "1958-01-01", 6),
    ("EU", "1973-01-01", 9),
    ("EU", "1986-01-01", 12),
    ("EU", "1995-01-01", 15),
    ("EU", "2004-05-01", 25),
    ("EU", "2007-01-01", 27),
    ("EU", "2013-07-01", 28),
    ("EU", "2020-01-31", 28),
    ("EU", "2020-02-01", 27),
    ("BRICS", "2010-01-01", 4),
    ("BRICS", "2023-12-31", 5),
    ("BRICS", "2024-01-01", 9),
    ("BRICS", "2025-01-06", 10),
    ("G7", "1976-01-01", 6),
    ("G7", TODAY, 7),
    ("G20", TODAY, 19),
    ("ASEAN", "1967-08-08", 5),
    ("ASEAN", "1999-04-30", 10),
    ("ASEAN", "2025-10-26", 11),
    ("CSTO", "2010-01-01", 7),
    ("CSTO", TODAY, 6),
    ("SCO", "2016-01-01", 6),
    ("SCO", "2017-06-09", 8),
    ("SCO", TODAY, 10),
    ("GCC", TODAY, 6),
    ("Arab League", "1945-05-05", 7),
    ("Arab League", TODAY, 22),
    ("AU", "2002-07-09", 53),
    ("AU", "2017-01-31", 55),
    ("EAEU", TODAY, 5),
    ("AUKUS", TODAY, 3),
    ("Quad", TODAY, 4),
    ("Five Eyes", "1990-01-01", 5),
    ("P5", "1950-01-01", 5),
    ("P5", TODAY, 5),
]


@pytest.mark.parametrize(("bloc", "day", "size"), SIZES)
def test_how_many_belonged(bloc, day, size):
    assert len(rg.bloc_members(bloc, on=day)) == size


def test_the_five_change_hands():
    assert rg.bloc_members("P5", on="1960-01-01") == ("FRA", "GBR", "SUN", "TWN", "USA")
    assert rg.bloc_members("P5", on="1971-10-24") == ("FRA", "GBR", "SUN", "TWN", "USA")
    assert rg.bloc_members("P5", on="1971-10-25") == ("CHN", "FRA", "GBR", "SUN", "USA")
    assert rg.bloc_members("P5") == ("CHN", "FRA", "GBR", "RUS", "USA")


@pytest.mark.parametrize("spelling", ["NATO", " NATO ", "NAT", "north atlantic treaty organization"])
def test_spellings_of_a_bloc(spelling):
    assert len(rg.bloc_members(spelling)) == 32


@pytest.mark.parametrize("spelling", ["Nato pact", "quad", "eu", ""])
def test_what_is_no_bloc(spelling):
    with pytest.raises(UnknownOptionError, match="allowed: 'NATO', 'EU'"):
        rg.bloc_members(spelling)


@pytest.mark.parametrize("on", ["someday", float("nan"), pd.NaT, 2024])
def test_a_day_must_be_one(on):
    with pytest.raises(RhetoricGapError):
        rg.bloc_members("EU", on=on)


def test_every_member_is_a_country_that_existed():
    for bloc, spells in memberships().items():
        for spell in spells:
            assert spell.start <= spell.end, bloc
            lives = codes_of("iso3")[spell.value]
            # Six founders of blocs joined before the lists of states have them; none outlives itself.
            assert any(life.start <= max(spell.start, -(10**5)) <= life.end for life in lives), (
                bloc,
                spell.value,
            )
            assert spell.end <= lives[-1].end, (bloc, spell.value)


def test_nobody_belongs_twice_at_once():
    for bloc, spells in memberships().items():
        for one, other in itertools.combinations(spells, 2):
            assert one.value != other.value or one.end < other.start or other.end < one.start, bloc


def test_the_table_of_blocs():
    table = rg.blocs()
    assert table.columns.tolist() == ["bloc", "name", "iso3", "joined", "left", "cameo", "source"]
    assert table["bloc"].unique().tolist() == list(bloc_names())
    assert table[["name", "source"]].notna().all(axis=None)
    codes = table.dropna(subset=["cameo"]).drop_duplicates("bloc").set_index("bloc")["cameo"].to_dict()
    assert codes == {
        "NATO": "NAT",
        "EU": "EEC",
        "G7": "GOS",
        "ASEAN": "ASN",
        "GCC": "GCC",
        "Arab League": "ARL",
        "AU": "OAU",
    }
    # A target that is a group code can be no country's.
    assert rg.country_codes(list(codes.values())).isna().all()


def test_targets_that_name_blocs():
    targets = pd.Series(
        ["AUKUS", "Quad; KOR", "PRK", None, "EEC", "KOR;USA", "  "], index=list("abcdefg"), name="target"
    )
    found = rg.expand_blocs(targets)
    assert found.index.tolist() == list("abcdefg")
    assert found.tolist()[:3] == ["AUS;GBR;USA", "AUS;IND;JPN;KOR;USA", "PRK"]
    assert found.isna().tolist() == [False, False, False, True, False, False, False]
    assert members(found["e"]) == rg.bloc_members("EU")
    assert found["f"] == "KOR;USA"
    assert canonical(found.dropna()).iloc[:5].equals(found.dropna().iloc[:5])


def test_targets_have_the_members_of_their_day():
    targets = pd.Series(["P5", "P5", "P5", "PRK", None])
    days = pd.Series(pd.to_datetime(["1950-01-01", "1975-01-01", "2000-01-01", None, "2000-01-01"]))
    found = rg.expand_blocs(targets, on=days)
    assert found.tolist()[:4] == ["FRA;GBR;SUN;TWN;USA", "CHN;FRA;GBR;SUN;USA", "CHN;FRA;GBR;RUS;USA", "PRK"]
    assert found.isna().tolist() == [False] * 4 + [True]


def test_a_bloc_before_its_time_and_a_row_without_a_date_are_refused():
    with pytest.raises(
        RhetoricGapError, match="BRICS, first members on 2009-06-16; Quad, first members on 2017-11-12"
    ):
        rg.expand_blocs(pd.Series(["BRICS", "Quad", "P5"]), on="1999-01-01")
    with pytest.raises(RhetoricGapError, match=r"1 rows name a bloc and have no date: positions \[1\]"):
        rg.expand_blocs(pd.Series(["PRK", "P5"]), on=[None, None])


def test_a_categorical_of_targets_stays_one():
    targets = pd.Series(pd.Categorical(["AUKUS", "PRK", "AUKUS", None]))
    for found in (rg.expand_blocs(targets), rg.expand_blocs(targets, on=TODAY)):
        assert isinstance(found.dtype, pd.CategoricalDtype)
        assert found.tolist()[:3] == ["AUS;GBR;USA", "PRK", "AUS;GBR;USA"]


def test_expanded_targets_are_paired_by():
    day = pd.Timestamp("2024-01-10")
    statements = pd.DataFrame(
        {
            "statement_id": ["S1"],
            "date": [day],
            "actor": ["PRK"],
            "target": rg.expand_blocs(["AUKUS"]),
            "severity": [0.4],
            "kind": ["threat"],
            "strength": [3],
            "topic": ["t"],
        }
    )
    actions = pd.DataFrame(
        {
            "action_id": ["A1"],
            "date": [day + pd.Timedelta(days=3)],
            "actor": ["PRK"],
            "target": ["USA"],
            "severity": [0.4],
            "topic": ["t"],
        }
    )
    links = rg.pair(statements, actions, match="topic")
    assert links["action_id"].tolist() == ["A1"]


ACTORS = pd.Series(["USA", "FRA", "CHN", "KOR", None], name="actor")


def test_countries_into_blocs_and_groups_of_ones_own():
    found = rg.group_actors(ACTORS, {"West": ["NATO", "KOR"], "East": "SCO"})
    assert found.tolist()[:4] == ["West", "West", "East", "West"]
    assert found.isna().tolist()[4]
    assert found.name == "actor"
    assert rg.group_actors(ACTORS, ["G7"], other="others").tolist()[:4] == ["G7", "G7", "others", "others"]
    assert rg.group_actors(ACTORS, "G7").isna().tolist() == [False, False, True, True, True]


def test_overlaps_are_refused_or_made_explicit():
    with pytest.raises(RhetoricGapError, match="1 values are in two groups: FRA in EU, NATO"):
        rg.group_actors(ACTORS, ["EU", "NATO"])
    assert rg.group_actors(ACTORS, ["EU", "NATO"], overlaps="first").tolist()[:2] == ["NATO", "EU"]
    assert rg.group_actors(ACTORS, ["NATO", "EU"], overlaps="join").tolist()[:2] == ["NATO", "EU;NATO"]


def test_groups_on_a_day():
    values, days = ["GBR", "GBR"], ["2020-01-31", "2020-02-01"]
    found = rg.group_actors(values, {"in": "EU"}, on=days, other="out")
    assert list(found) == ["in", "out"]
    assert list(rg.group_actors(values, {"mine": ["GBR"]}, on=[None, None])) == ["mine", "mine"]


@pytest.mark.parametrize(
    ("groups", "options", "said"),
    [
        (["Nato"], {}, "groups='Nato' is not known.*Did you mean 'NATO'"),
        ([], {}, "names no group"),
        (["EU"], {"overlaps": "any"}, "overlaps='any' is not known"),
    ],
)
def test_groups_that_cannot_be(groups, options, said):
    with pytest.raises(RhetoricGapError, match=said):
        rg.group_actors(ACTORS, groups, **options)


@given(
    st.lists(st.sampled_from([*bloc_names(), "USA", "PRK", "USA;KOR", "P5;PRK"]), min_size=1, max_size=20),
    st.dates(min_value=pd.Timestamp("2018-01-01").date(), max_value=pd.Timestamp("2030-01-01").date()),
)
@settings(max_examples=60, deadline=None)
def test_expanding_is_the_members_and_done_once(targets, day):
    day = max(pd.Timestamp(day), pd.Timestamp("2021-09-15"))
    found = rg.expand_blocs(targets, on=day)
    for target, text in zip(targets, found, strict=True):
        wanted = set()
        for part in target.split(";"):
            wanted |= set(rg.bloc_members(part, on=day)) if part in bloc_names() else {part}
        assert members(text) == tuple(sorted(wanted))
    assert list(rg.expand_blocs(found, on=day)) == list(found)
