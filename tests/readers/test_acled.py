"""ACLED: hand-coded rows as exports really have them, and who acts in them."""

from __future__ import annotations

import io
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rhetoric_gap import RhetoricGapError, UnknownOptionError, gap_index, read_acled
from rhetoric_gap.readers import acled
from rhetoric_gap.readers._acled_actors import actor_type, country_name
from rhetoric_gap.readers.event_tables import EventTables
from rhetoric_gap.readers.options import StreamOptions
from rhetoric_gap.tables.cells import text_dtype
from tests.readers.coded_samples import adds_up, ids, lost, put
from tests.readers.conflict_samples import RUSSIA, SUB_EVENTS, UKRAINE, acled_row, acled_text, quoted_text

STRIKE = "Air/drone strike"
TWO = [acled_row(1, STRIKE), acled_row(2)]


def read(rows: list, tmp_path: Path, **options: object) -> EventTables:
    events = read_acled(put(tmp_path / "acled.csv", acled_text(rows)), **options)  # type: ignore[arg-type]
    adds_up(events)
    return events


def table(events: EventTables, *columns: str) -> list:
    return events.actions[list(columns)].values.tolist()


# --- the file ---


def test_both_lists_have_31_columns() -> None:
    assert [len(columns) for columns in (acled.COLUMNS, acled.OLD_COLUMNS)] == [31, 31]
    assert set(acled.OLD_COLUMNS) - set(acled.COLUMNS) == {"data_id", "event_id_no_cnty", "iso3"}
    assert set(acled.COLUMNS) - set(acled.OLD_COLUMNS) == {"disorder_type", "civilian_targeting", "tags"}


@pytest.mark.parametrize(
    "data",
    [
        acled_text(TWO).encode(),
        acled_text(TWO, old=True).encode(),
        b"\xef\xbb\xbf" + acled_text(TWO).encode(),
        acled_text(TWO, end="\r\n").encode(),
        acled_text(TWO).rstrip("\n").encode(),
        acled_text(TWO, delimiter=";").encode(),
        acled_text(TWO, names=[name.upper() for name in acled.COLUMNS]).encode(),
    ],
    ids=["today", "before 2023", "BOM", "CRLF", "no last newline", "semicolons", "capitals"],
)
def test_ways_a_file_comes(tmp_path: Path, data: bytes) -> None:
    events = read_acled(put(tmp_path / "export.csv", data))
    adds_up(events)
    assert ids(events) == ["UKR1", "UKR2", "UKR2/b"]
    assert events.actions["text"].iloc[0] == 'On 16 May, a "clash", as it was called, took place.'


@pytest.mark.parametrize("name", ["acled.csv.zip", "acled.csv.gz"])
def test_packed(tmp_path: Path, name: str) -> None:
    assert ids(read_acled(put(tmp_path / name, acled_text(TWO)))) == ["UKR1", "UKR2", "UKR2/b"]


def test_buffer_and_parquet_and_any_order_of_columns(tmp_path: Path) -> None:
    assert ids(read_acled(io.BytesIO(acled_text(TWO).encode()))) == ["UKR1", "UKR2", "UKR2/b"]
    frame = pd.read_csv(io.StringIO(acled_text(TWO)))[list(reversed(acled.COLUMNS))].assign(mine=1)
    frame.to_parquet(tmp_path / "acled.parquet")
    events = read_acled(tmp_path / "acled.parquet")
    adds_up(events)
    assert table(events, "actor", "target", "amount") == [["RUS", "UKR", 2.0]] * 2 + [["UKR", "RUS", 2.0]]


def test_newline_inside_quotes_is_no_new_row_and_line_numbers_stay_true(tmp_path: Path) -> None:
    rows = [acled_row(1, STRIKE, notes="first\nsecond\nthird"), acled_row(2, STRIKE, day="no day")]
    events = read(rows, tmp_path)
    assert ids(events) == ["UKR1"]
    assert events.actions["text"].iloc[0] == "first\nsecond\nthird"
    assert events.rejected[["line", "why"]].values.tolist() == [
        [5, "event_date is not a day, or not written as the other dates of its file"]
    ]


def test_wrong_numbers_of_fields_are_rejected_with_their_lines(tmp_path: Path) -> None:
    text = acled_text(TWO) + "UKR3,2023-05-16,too,short\n" + acled_text([acled_row(4, STRIKE)], header=False)
    events = read_acled(put(tmp_path / "acled.csv", text))
    adds_up(events)
    assert ids(events) == ["UKR1", "UKR2", "UKR2/b", "UKR4"]
    assert events.rejected["line"].tolist() == [4]


def test_accents_of_a_spreadsheet_cost_no_event(tmp_path: Path) -> None:
    rows = [acled_row(1, STRIKE, location="Kösching"), acled_row(2, STRIKE)]
    events = read_acled(put(tmp_path / "acled.csv", acled_text(rows).encode("latin-1")), columns=["location"])
    adds_up(events)
    assert table(events, "action_id", "location") == [["UKR1", "Kösching"], ["UKR2", "Sometown"]]


def test_a_file_of_something_else_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RhetoricGapError, match="ACLED, 31 columns"):
        read_acled(put(tmp_path / "other.csv", "a,b,c\n1,2,3\n"))


# --- dates ---


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("2023-05-16", "2023-05-04"),
        ("16 May 2023", "04 May 2023"),
        ("16-May-2023", "4-may-2023"),
        ("16-05-2023", "04-05-2023"),
        ("16.05.2023", "04.05.2023"),
        ("05/16/2023", "05/04/2023"),
    ],
)
def test_date_styles_are_recognised_by_file(tmp_path: Path, first: str, second: str) -> None:
    events = read([acled_row(1, STRIKE, day=first), acled_row(2, STRIKE, day=second)], tmp_path)
    assert events.actions["date"].dt.strftime("%Y-%m-%d").tolist() == ["2023-05-04", "2023-05-16"]


def test_dates_that_fit_two_styles_are_an_error_until_one_is_named(tmp_path: Path) -> None:
    rows = [acled_row(1, STRIKE, day="04-05-2023"), acled_row(2, STRIKE, day="05-06-2023")]
    with pytest.raises(
        RhetoricGapError, match=r"acled\.csv: dates such as '04-05-2023' may have .* dates='dmy'"
    ):
        read(rows, tmp_path)
    months = [read(rows, tmp_path, dates=style).actions["date"].dt.month.tolist() for style in ("dmy", "mdy")]
    assert months == [[5, 6], [4, 5]]


def test_two_styles_in_one_file_are_an_error_until_one_is_named(tmp_path: Path) -> None:
    rows = [acled_row(1, STRIKE), acled_row(2, STRIKE, day="17 May 2023"), acled_row(3, STRIKE)]
    with pytest.raises(
        RhetoricGapError, match=r"more than one way: of 2 distinct ones 1 as 'iso' .*, 1 as 'words'"
    ):
        read(rows, tmp_path)
    events = read(rows, tmp_path, dates="iso")
    assert ids(events) == ["UKR1", "UKR3"]
    assert events.rejected["line"].tolist() == [3]


def test_styles_are_settled_for_each_file_by_itself(tmp_path: Path) -> None:
    put(
        tmp_path / "acled_a.csv",
        acled_text([acled_row(1, STRIKE, day="16-05-2023"), acled_row(2, STRIKE, day="04-05-2023")]),
    )
    put(tmp_path / "acled_b.csv", acled_text([acled_row(3, STRIKE, day="16 May 2023")]))
    events = read_acled(tmp_path)
    adds_up(events)
    assert events.actions["date"].dt.day.tolist() == [4, 16, 16]


def test_what_one_piece_of_a_file_settles_holds_for_the_next() -> None:
    raw = pd.DataFrame({"event_date": ["16-05-2023"], "file": ["x"]})
    styles: dict[str, str] = {}
    acled._dates(raw, None, styles)
    assert styles == {"x": "dmy"}
    assert acled._dates(raw.assign(event_date="04-05-2023"), None, styles).dt.month.tolist() == [5]
    with pytest.raises(RhetoricGapError, match="the lines before are 'dmy'"):
        acled._dates(raw.assign(event_date="2023-05-16"), None, styles)


def test_days_that_are_none_are_rejected(tmp_path: Path) -> None:
    days = ["2023-02-30", "2023-13-01", "", "soon", "2023-05-16"]
    events = read([acled_row(n, STRIKE, day=day) for n, day in enumerate(days)], tmp_path)
    assert ids(events) == ["UKR4"]
    assert events.rejected["line"].tolist() == [2, 3, 4, 5]


def test_precision_of_the_day_is_said_and_no_interval_invented(tmp_path: Path) -> None:
    events = read([acled_row(n, STRIKE, time_precision=str(n)) for n in (1, 2, 3, 4)], tmp_path)
    assert events.actions["date_precision"].fillna("?").tolist() == ["day", "week", "month", "?"]
    assert "end_date" not in events.actions


# --- who acts ---


@pytest.mark.parametrize(
    ("first", "second"),
    [("8", "1"), ("External/Other forces", "State forces"), ("8.0", "1.0"), ("Other", "state forces")],
)
def test_interaction_codes_as_numbers_and_as_text(tmp_path: Path, first: str, second: str) -> None:
    events = read([acled_row(1, STRIKE, inter1=first, inter2=second)], tmp_path)
    assert table(events, "actor", "target", "actor_type", "target_type") == [
        ["RUS", "UKR", "external or other", "state"]
    ]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("1", "state"),
        ("Rebel group", "rebels"),
        ("Rebel Groups", "rebels"),
        ("Political militias", "political militia"),
        ("Identity militia", "identity militia"),
        ("Rioters", "rioters"),
        ("6", "protesters"),
        ("Civilians", "civilians"),
    ],
)
def test_types_of_actors(text: str, kind: str) -> None:
    assert actor_type(text) == kind


def test_unknown_types_are_missing() -> None:
    assert all(pd.isna(actor_type(text)) for text in ("0", "9", "", "Wizards"))


@pytest.mark.parametrize(
    ("name", "kind", "country"),
    [
        (RUSSIA, "external or other", "Russia"),
        (f"{RUSSIA} Air Force", "external or other", "Russia"),
        (
            "Police Forces of the Democratic Republic of Congo (2019-)",
            "state",
            "Democratic Republic of Congo",
        ),
        ("Mutiny of Military Forces of Mali (2012-2013)", "state", "Mali"),
        ("Government of Russia (2000-) Republic of Chechnya", "state", "Russia"),
        ("Civilians (Ukraine)", "civilians", "Ukraine"),
        ("Protesters (South Korea)", "protesters", "South Korea"),
        ("Unidentified Armed Group (Ukraine)", "political militia", None),
        ("NAF: United Armed Forces of Novorossiya", "rebels", None),
        ("NATO: North Atlantic Treaty Organization", "external or other", None),
        ("Wagner Group", "external or other", None),
        (RUSSIA, None, None),
    ],
)
def test_countries_named_in_actors(name: str, kind: str | None, country: str | None) -> None:
    found = country_name(name, kind)
    assert (None if pd.isna(found) else found) == country


def test_rebels_are_no_country_and_keep_their_name_as_actors(tmp_path: Path) -> None:
    rebels = {"actor2": "FLA: Freedonia; Liberation Army", "inter2": "2", "assoc_actor_2": "Band C"}
    rows = [acled_row(1, STRIKE, **rebels), acled_row(2, STRIKE)]
    events = read(rows, tmp_path)
    assert ids(events) == ["UKR2"]
    assert lost(events, "no target") == 1
    events = read(rows, tmp_path, level="actor")
    assert table(events, "actor", "target")[0] == [RUSSIA, "FLA: Freedonia, Liberation Army"]
    assert table(events, "target_name", "actor_assoc", "target_assoc")[0] == [
        "FLA: Freedonia; Liberation Army",
        "Battalion A; Battalion B",
        "Band C",
    ]


def test_without_types_of_actors_there_are_no_countries(tmp_path: Path) -> None:
    names = ["event_id_cnty", "event_date", "sub_event_type", "actor1", "actor2"]
    path = put(tmp_path / "acled.csv", quoted_text([acled_row(1, STRIKE)], names))
    with pytest.raises(RhetoricGapError, match=r"acled\.csv has no types of actors .* level='actor'"):
        read_acled(path)
    assert table(read_acled(path, level="actor"), "actor") == [[RUSSIA]]


def test_a_clash_is_an_act_of_both_sides_by_default(tmp_path: Path) -> None:
    events = read([acled_row(7)], tmp_path)
    assert table(events, "action_id", "actor", "target", "side", "directed", "code") == [
        ["UKR7", "RUS", "UKR", "a", False, "190"],
        ["UKR7/b", "UKR", "RUS", "b", False, "190"],
    ]
    assert events.actions[["actor_name", "target_name"]].values.tolist() == [
        [RUSSIA, UKRAINE],
        [UKRAINE, RUSSIA],
    ]
    assert lost(events, "each side of an event") == -1
    assert not events.actions["mirrored"].any()  # two sides of one clash, not one report read twice
    one = read([acled_row(7)], tmp_path, direction="a_to_b")
    assert table(one, "action_id", "actor", "target", "directed") == [["UKR7", "RUS", "UKR", False]]


@pytest.mark.parametrize(
    ("kind", "first", "second", "actor", "target"),
    [
        ("Attack", RUSSIA, "Civilians (Ukraine)", "RUS", "UKR"),
        ("Attack", "Civilians (Ukraine)", RUSSIA, "RUS", "UKR"),
        ("Excessive force against protesters", "Protesters (Ukraine)", RUSSIA, "RUS", "UKR"),
        ("Protest with intervention", "Protesters (Ukraine)", RUSSIA, "RUS", "UKR"),
        ("Protest with intervention", RUSSIA, "Protesters (Ukraine)", "RUS", "UKR"),
        ("Violent demonstration", "Rioters (Ukraine)", RUSSIA, "UKR", "RUS"),
        ("Government regains territory", RUSSIA, UKRAINE, "UKR", "RUS"),
        ("Government regains territory", UKRAINE, RUSSIA, "UKR", "RUS"),
        ("Non-state actor overtakes territory", UKRAINE, RUSSIA, "RUS", "UKR"),
        ("Non-violent transfer of territory", RUSSIA, UKRAINE, "RUS", "UKR"),
    ],
)
def test_who_acts_by_sub_event(
    tmp_path: Path, kind: str, first: str, second: str, actor: str, target: str
) -> None:
    inter = {
        RUSSIA: "8",
        UKRAINE: "1",
        "Civilians (Ukraine)": "7",
        "Protesters (Ukraine)": "6",
        "Rioters (Ukraine)": "5",
    }
    row = acled_row(1, kind, actor1=first, inter1=inter[first], actor2=second, inter2=inter[second])
    events = read([row], tmp_path)
    assert table(events, "actor", "target", "directed") == [[actor, target, True]]


def test_territory_between_two_states_at_home_is_undirected(tmp_path: Path) -> None:
    events = read([acled_row(1, "Government regains territory", inter1="1")], tmp_path)
    assert table(events, "actor", "directed") == [["RUS", False], ["UKR", False]]


def test_events_with_one_actor_are_counted_or_aimed_at_the_place(tmp_path: Path) -> None:
    alone = {"actor1": "Protesters (Poland)", "inter1": "6", "actor2": "", "inter2": ""}
    rows = [acled_row(1, "Peaceful protest", **alone), acled_row(2, STRIKE)]
    events = read(rows, tmp_path)
    assert ids(events) == ["UKR2"]
    assert lost(events, "no target") == 1
    placed = read(rows, tmp_path, no_target="place")
    assert table(placed, "action_id", "actor", "target", "code")[0] == ["UKR1", "POL", "UKR", "141"]
    by_name = read(rows, tmp_path, no_target="place", level="actor")
    assert table(by_name, "actor", "target")[0] == ["Protesters (Poland)", "Ukraine"]


def test_a_place_never_stands_in_for_who_acts_or_signs(tmp_path: Path) -> None:
    alone = {"actor1": "Protesters (Poland)", "inter1": "6", "actor2": "", "inter2": ""}
    rows = [
        acled_row(1, "Protest with intervention", **alone),
        acled_row(2, "Agreement", **alone),
        acled_row(3, STRIKE),
    ]
    events = read(rows, tmp_path, no_target="place")
    assert ids(events) == ["UKR3"]
    assert lost(events, "no target") == 2


def test_domestic_rows_are_dropped_and_counted(tmp_path: Path) -> None:
    home = {
        "actor1": "Police Forces of France (2017-)",
        "inter1": "1",
        "actor2": "Protesters (France)",
        "inter2": "6",
    }
    rows = [acled_row(1, "Attack", **home), acled_row(2, STRIKE)]
    assert lost(read(rows, tmp_path), "the same or of one country") == 1
    assert lost(read(rows, tmp_path, level="actor"), "the same or of one country") == 1
    kept = read(rows, tmp_path, domestic="keep")
    assert table(kept, "actor", "target")[0] == ["FRA", "FRA"]


# --- words, codes, versions ---


def test_every_sub_event_goes_to_one_table_or_is_counted(tmp_path: Path) -> None:
    kinds = [sub for subs in SUB_EVENTS.values() for sub in subs]
    events = read([acled_row(n, kind) for n, kind in enumerate(kinds)], tmp_path, direction="a_to_b")
    assert len(events.actions) + len(events.statements) == 22
    assert lost(events, "not on the scale") == 3
    assert events.statements[["code", "sub_event_type"]].values.tolist() == [["057", "Agreement"]]
    assert events.statements["amount"].isna().all()
    assert events.actions["unit"].eq("fatalities").all()


def test_an_agreement_is_a_word_of_both(tmp_path: Path) -> None:
    statements, actions = read([acled_row(1, "Agreement")], tmp_path)
    assert statements[["actor", "target", "code"]].values.tolist() == [
        ["RUS", "UKR", "057"],
        ["UKR", "RUS", "057"],
    ]
    assert len(actions) == 0


def test_own_codes(tmp_path: Path) -> None:
    codes = {"Other": "0874", "armed clash": "193", "Attack": None}
    rows = [acled_row(1, "Other"), acled_row(2), acled_row(3, "Attack")]
    events = read(rows, tmp_path, codes=codes, direction="a_to_b")
    assert table(events, "action_id", "code") == [["UKR1", "0874"], ["UKR2", "193"]]


def test_spellings_of_sub_events(tmp_path: Path) -> None:
    rows = [
        acled_row(1, "Excessive force against protestors"),
        acled_row(2, "armed Clash"),
        acled_row(3, "Battle-No change"),
    ]
    events = read(rows, tmp_path, direction="a_to_b")
    assert table(events, "code") == [["175"], ["190"]]
    assert any("none of the 25 known" in note and note.startswith("1 row") for note in events.notes)


def test_the_row_edited_last_stays(tmp_path: Path) -> None:
    rows = [
        acled_row(1, STRIKE, timestamp=stamp, fatalities=dead)
        for stamp, dead in (("100", "1"), ("300", "9"), ("200", "5"))
    ]
    events = read([*rows, acled_row(2, STRIKE)], tmp_path)
    assert table(events, "action_id", "amount") == [["UKR1", 9.0], ["UKR2", 2.0]]
    assert lost(events, "one row per id") == 2
    assert "edition" not in events.actions


def test_no_side_of_an_earlier_version_stays_behind(tmp_path: Path) -> None:
    rows = [acled_row(1, timestamp="100"), acled_row(1, STRIKE, timestamp="200")]
    events = read(rows, tmp_path)
    assert table(events, "action_id", "code") == [["UKR1", "195"]]


def test_two_attacks_of_a_day_are_two_events(tmp_path: Path) -> None:
    assert ids(read([acled_row(1, STRIKE), acled_row(2, STRIKE)], tmp_path)) == ["UKR1", "UKR2"]


def test_filters_and_extra_columns(tmp_path: Path) -> None:
    rows = [
        acled_row(1, STRIKE, day="2023-05-01"),
        acled_row(2, STRIKE),
        acled_row(3, STRIKE, actor1="Military Forces of Poland"),
    ]
    events = read(
        rows, tmp_path, involving=["RUS"], start="2023-05-10", columns=["admin1", "civilian_targeting"]
    )
    assert table(events, "action_id", "admin1") == [["UKR2", "Anywhere"]]
    assert read(rows, tmp_path, actors=["Russia"], actor_codes="source").actions[
        "actor"
    ].unique().tolist() == ["Russia"]


@pytest.mark.parametrize("option", ["direction", "no_target", "dates", "level", "domestic", "duplicates"])
def test_unknown_options(option: str) -> None:
    with pytest.raises(UnknownOptionError, match=f"{option}='sideways' is not known"):
        read_acled(io.BytesIO(b""), **{option: "sideways"})  # type: ignore[arg-type]


def test_deeds_keep_words_by_code(tmp_path: Path) -> None:
    events = read([acled_row(1, STRIKE, day="2023-05-20"), acled_row(2, STRIKE, day="2023-08-20")], tmp_path)
    said = {
        "statement_id": ["S1"],
        "date": ["2023-05-16"],
        "actor": ["RUS"],
        "target": ["UKR"],
        "code": ["1384"],
    }
    result = gap_index(pd.DataFrame(said), events.actions, match="code", window=30)
    assert result.gap == pytest.approx(0)


# --- fuzz ---


@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=200), st.integers(0, 600), st.integers(0, 60))
def test_damaged_files_end_in_the_librarys_own_errors_or_are_accounted_for(
    junk: bytes, at: int, cut: int
) -> None:
    data = acled_text([acled_row(1), acled_row(2, "Agreement"), acled_row(3, STRIKE)]).encode()
    try:
        events = read_acled(io.BytesIO(data[:at] + junk + data[at + cut :]))
    except RhetoricGapError:
        return
    adds_up(events)


WORDS = [
    "",
    "1",
    "2023-05-16",
    "16 May 2023",
    "01-02-2023",
    "Attack",
    "Armed clash",
    "Agreement",
    UKRAINE,
    "7",
]
CELLS = st.one_of(st.none(), st.sampled_from(WORDS), st.text(max_size=8))
CHANGES = st.dictionaries(st.sampled_from(acled._WANTED), CELLS, max_size=6)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(CHANGES, min_size=1, max_size=4), st.sampled_from(["actor", "country"]), st.booleans())
def test_any_cells_make_events_or_reasons(changes: list[dict[str, str]], level: str, place: bool) -> None:
    rows = [dict.fromkeys(acled._WANTED) | acled_row(n) | change for n, change in enumerate(changes)]
    raw = pd.DataFrame(rows, dtype=object)[list(acled._WANTED)].astype(text_dtype())
    raw = raw.assign(file="x", line=range(2, len(raw) + 2))
    try:
        events = acled.to_events(raw, StreamOptions(level=level), no_target="place" if place else "drop")
    except RhetoricGapError:
        return
    assert len(events) == len(raw) + sum(events.attrs.get("added", {}).values())
    assert set(events["line"]) == set(raw["line"])
    assert not events.loc[events["reject"].isna(), ["event_id", "date"]].isna().any(axis=None)
