"""Formats are told by bytes and header; what is not known, or holds no events, is refused with what was seen."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path
from typing import Any

import coded_samples as coded
import conflict_samples as conflict
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import rhetoric_gap as rg
from rhetoric_gap.readers.event_tables import EventTables
from rhetoric_gap.readers.registry import FORMATS, READERS

GDELT_ROWS = [coded.gdelt_row(1), coded.gdelt_row(2, "061", "20240109")]
TIMES = ["20240105000000", "20240105001500"]
MENTION = "\t".join(
    [
        "1",
        *TIMES,
        "1",
        "example.org",
        "https://example.org/1",
        "2",
        "-1",
        "5",
        "9",
        "1",
        "50",
        "900",
        *["", "", ""],
    ]
)
GRAPH = "\t".join(["20240105000000-1", TIMES[0], "1", "example.org", "https://example.org/1", *[""] * 22])
KEDS = b"950103\tISR\tPAL\t0211\t(APPEAL)\tasked\n950104\tUSA\tIRQ\t138\t(THREAT)\twarned\n"


SAMPLES: dict[str, tuple[str, str, bytes]] = {
    "gdelt 57": ("gdelt", "GDELT 1.0 historical, 57 columns", coded.gdelt_text(GDELT_ROWS, 57).encode()),
    "gdelt 58": ("gdelt", "GDELT 1.0 daily, 58 columns", coded.gdelt_text(GDELT_ROWS, 58).encode()),
    "gdelt 61": ("gdelt", "GDELT 2.0 events, 61 columns", coded.gdelt_text(GDELT_ROWS, 61).encode()),
    "gdelt 58 with header": (
        "gdelt", "GDELT 1.0 daily, 58 columns", coded.gdelt_text(GDELT_ROWS, 58, header=True).encode(),
    ),
    "gdelt reduced": ("gdelt", "GDELT 1.0 reduced, 17 columns", coded.reduced_text([coded.reduced_row()]).encode()),
    "icews": ("icews", "ICEWS, 20 columns", coded.icews_text([coded.icews_row(1)]).encode()),
    "icews 19": (
        "icews", "ICEWS without codes, 19 columns",
        coded.icews_text([coded.icews_row(1)], without=["CAMEO Code"]).encode(),
    ),
    "polecat 40": ("polecat", "POLECAT, 40 columns", coded.polecat_text([coded.polecat_row()]).encode()),
    "polecat 44": ("polecat", "POLECAT, 40 columns", coded.polecat_text([coded.polecat_row()], tail="\t" * 4).encode()),
    "polecat 41 names": (
        "polecat", "POLECAT, 40 columns", coded.polecat_text([coded.polecat_row()], more_names=["Headline"]).encode(),
    ),
    "phoenix": ("phoenix", "Phoenix, 26 columns", coded.phoenix_text([coded.phoenix_row(1)]).encode()),
    "keds": ("keds", "KEDS, 6 columns", KEDS),
    "keds parted by blanks": ("keds", "KEDS, line by line", b"950103 ISR PAL 0211 (APPEAL) x\n950104 USA IRQ 138\n"),
    "acled": ("acled", "ACLED, 31 columns", conflict.acled_text([conflict.acled_row(1)]).encode()),
    "acled old": (
        "acled", "ACLED before 2023, 31 columns", conflict.acled_text([conflict.acled_row(1)], old=True).encode(),
    ),
    "acled ;": (
        "acled", "ACLED parted by semicolons", conflict.acled_text([conflict.acled_row(1)], delimiter=";").encode(),
    ),
    "ucdp": ("ucdp", "UCDP GED, 49 columns", conflict.ucdp_text([conflict.ucdp_row(1)]).encode()),
    "ucdp without header": (
        "ucdp", "UCDP GED, 49 columns",
        conflict.ucdp_text([conflict.ucdp_row(1), conflict.ucdp_row(2)], header=False).encode(),
    ),
    "midb": (
        "mid", "MIDB (states in disputes), 19 columns",
        conflict.midb_text([conflict.midb_row("2", "1"), conflict.midb_row("200", "0")]).encode(),
    ),
    "midip": (
        "mid", "MIDIP (states in incidents), 19 columns",
        conflict.midip_text([conflict.midip_row("2", "1"), conflict.midip_row("200", "0")]).encode(),
    ),
}  # fmt: skip
IDS = list(SAMPLES)


def recognise(data: bytes, name: str = "") -> rg.RecognisedFormat:
    buffer = io.BytesIO(data)
    if name:
        buffer.name = name
    return rg.recognise_format(buffer)


@pytest.mark.parametrize("sample", IDS)
def test_formats_are_told_by_bytes_alone(sample: str) -> None:
    name, layout, data = SAMPLES[sample]
    found = recognise(data)
    assert (found.format, found.layout) == (name, layout)
    assert found.confidence > 0.6
    assert "fields" in found.why or "lines" in found.why


@pytest.mark.parametrize("sample", IDS)
def test_packing_marks_and_line_ends_play_no_part(sample: str, tmp_path: Path) -> None:
    name, layout, data = SAMPLES[sample]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("data.csv", data)
    for variant, told in (
        (gzip.compress(data), "gzip, "),
        (packed.getvalue(), "zip, "),
        (b"\xef\xbb\xbf" + data, ""),
        (data.replace(b"\n", b"\r\n"), ""),
        (data.rstrip(b"\n"), ""),
    ):
        found = recognise(variant, "misleading.pdf")
        assert (found.format, found.layout) == (name, layout)
        assert found.why.startswith(told)


def test_says_what_it_was_told_by() -> None:
    why = recognise(SAMPLES["gdelt 61"][2]).why
    assert why == (
        "61 tab-separated fields, no header, field 1 looks like an event number, field 27 looks like a CAMEO code, "
        "field 60 looks like an 8-digit day"
    )
    data = coded.gdelt_text([coded.gdelt_row(1, DATEADDED="20240105121500")], 61).encode()
    assert "field 60 looks like a 14-digit time" in recognise(data).why
    assert "header with 20 of 20 names of ICEWS" in recognise(SAMPLES["icews"][2]).why


def test_exports_are_told_by_their_names(tmp_path: Path) -> None:
    table = pd.read_csv(io.BytesIO(SAMPLES["gdelt 58 with header"][2]), sep="\t", dtype=str)
    table = table.rename(columns=lambda name: name.lower().replace("_", ""))
    path = tmp_path / "export.parquet"
    table.to_parquet(path)
    found = rg.recognise_format(path)
    assert found.format == "gdelt"
    assert found.why.startswith("Parquet, 58 columns")
    buffer = io.BytesIO(path.read_bytes())
    assert rg.recognise_format(buffer).format == "gdelt"
    assert recognise(table.to_csv(index=False).encode()).format == "gdelt"


@pytest.mark.parametrize("sample", [k for k in IDS if k != "icews 19"])
def test_events_are_read_and_the_first_note_says_as_what(sample: str) -> None:
    name, layout, data = SAMPLES[sample]
    events = rg.read_events(io.BytesIO(data))
    assert isinstance(events, EventTables)
    assert f"recognised as {layout}" in events.notes[0]
    same = READERS[name](io.BytesIO(data))
    for mine, theirs in zip(events, same, strict=True):
        pd.testing.assert_frame_equal(mine, theirs)
    assert events.notes[1:] == same.notes


def test_a_format_that_is_named_is_not_recognised_again() -> None:
    events = rg.read_events(io.BytesIO(SAMPLES["gdelt 58"][2]), format="gdelt")
    assert not any("recognised" in note for note in events.notes)
    assert (
        rg.read_events(io.BytesIO(SAMPLES["gdelt 58"][2]), format="auto")
        .notes[0]
        .startswith("<buffer> recognised")
    )


def test_options_reach_the_reader_and_unknown_ones_are_refused() -> None:
    data = SAMPLES["gdelt 58"][2]
    events = rg.read_events(io.BytesIO(data), actors=["FRA"], start="2024-01-06")
    assert len(events.statements) + len(events.actions) == 1
    with pytest.raises(rg.UnknownOptionError, match=r"gdelt option='actor'.*Did you mean 'actors'"):
        rg.read_events(io.BytesIO(data), actor=["FRA"])
    with pytest.raises(rg.UnknownOptionError, match=r"icews option='blocs'"):
        rg.read_events(io.BytesIO(SAMPLES["icews"][2]), blocs="keep")
    with pytest.raises(rg.UnknownOptionError, match=r"format='gdlt'.*Did you mean 'gdelt'"):
        rg.read_events(io.BytesIO(data), format="gdlt")


def test_folders_of_one_format(tmp_path: Path) -> None:
    for day, n_columns in (("20240105", 58), ("20240106", 61)):
        rows = [coded.gdelt_row(int(day), "0311", day)]
        coded.put(tmp_path / f"{day}.export.CSV.zip", coded.gdelt_text(rows, n_columns))
    found = rg.recognise_format(tmp_path)
    assert (found.format, found.n_files) == ("gdelt", 2)
    assert "GDELT 2.0 events, 61 columns" in found.why
    assert len(rg.read_events(tmp_path).statements) == 2


def test_mixed_folders_name_the_formats_found(tmp_path: Path) -> None:
    coded.put(tmp_path / "20240105.export.CSV", coded.gdelt_text(GDELT_ROWS))
    coded.put(tmp_path / "events.2018.tab", SAMPLES["icews"][2])
    with pytest.raises(rg.RhetoricGapError, match=r"several formats: gdelt \('20240105.export.CSV'\); icews"):
        rg.read_events(tmp_path)


@pytest.mark.parametrize(
    ("row", "title"), [(MENTION, "mentions, 16 columns"), (GRAPH, r"\(GKG\), 27 columns")]
)
def test_files_without_events_are_refused_with_the_reason(row: str, title: str) -> None:
    with pytest.raises(rg.RhetoricGapError, match=f"{title}.*read the file named .export.CSV"):
        recognise(f"{row}\n{row}\n".encode())


def test_exports_of_mentions_are_refused_too() -> None:
    with pytest.raises(rg.RhetoricGapError, match="mentions, 16 columns"):
        recognise(
            b"GlobalEventID,EventTimeDate,MentionTimeDate,MentionType\n1,20240105000000,20240105000000,1\n"
        )


@pytest.mark.parametrize(
    ("data", "seen"),
    [
        (b"", "holds no line of text"),
        (b"\n\n\n", "holds no line of text"),
        (b"a,b,c\n1,2,3\n", "3 comma-separated fields.*begins 'a', 'b', 'c'"),
        (b"some words\nmore\n", "nothing parts into fields"),
        (b"title,made,status\nA,2020-01-01,kept\n", "use read_pledges"),
        (b"donor,month,committed,allocated\nEU,2024-01,1,1\n", "use read_amounts"),
        (b"statement_id,date,actor,target,code\nS1,2024-01-01,A,B,138\n", "gap_index takes it as it is"),
    ],
)
def test_unknown_files_say_what_was_seen_and_what_is_known(data: bytes, seen: str) -> None:
    with pytest.raises(rg.RhetoricGapError, match=seen) as caught:
        recognise(data)
    assert all(name in str(caught.value) for name in FORMATS)


def test_a_header_that_lacks_what_is_needed_names_the_nearest_format() -> None:
    text = conflict.ucdp_text([conflict.ucdp_row(1)]).replace("date_start", "begin", 1)
    with pytest.raises(rg.RhetoricGapError, match="48 of 49 names in its header are those of UCDP"):
        recognise(text.encode())


def test_a_number_of_fields_alone_is_not_enough() -> None:
    row = "\t".join(["word"] * 58)
    with pytest.raises(rg.RhetoricGapError, match="not recognised"):
        recognise(f"{row}\n{row}\n".encode())


@pytest.mark.parametrize("data", [b"PAR1junkPAR1", b"\x1f\x8b\x08\x00junk", b"PK\x03\x04junk", b"BZh91AY"])
def test_broken_files(data: bytes) -> None:
    with pytest.raises(rg.RhetoricGapError):
        recognise(data)


def test_a_file_that_breaks_off_is_still_recognised_and_its_end_is_missed_by_the_reader() -> None:
    rows = [coded.gdelt_row(number) for number in range(2000)]
    packed = gzip.compress(coded.gdelt_text(rows, 58).encode())
    broken = packed[: len(packed) * 3 // 4]
    assert recognise(broken).format == "gdelt"
    with pytest.raises(rg.RhetoricGapError, match="end is missing"):
        rg.read_events(io.BytesIO(broken))


def test_every_format_has_a_reader_of_its_name() -> None:
    assert set(FORMATS) == set(READERS)
    assert all(reader.__name__ == f"read_{name}" for name, reader in READERS.items())
    assert all(reader is getattr(rg, reader.__name__) for reader in READERS.values())


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A file of some format with a few bytes changed, cut out or put in."""
    data = bytearray(SAMPLES[draw(st.sampled_from(IDS))][2])
    for _ in range(draw(st.integers(0, 6))):
        at = draw(st.integers(0, max(len(data) - 1, 0)))
        data[at : at + draw(st.integers(0, 30))] = draw(st.binary(max_size=6))
    return bytes(data[: draw(st.integers(0, len(data)))] if draw(st.booleans()) else data)


@pytest.mark.filterwarnings("ignore::rhetoric_gap.RhetoricGapWarning")
@settings(max_examples=100, deadline=None)
@given(mutated() | st.binary(max_size=200))
@example(b"\t" * 60)
@example(b"PK\x05\x06" + bytes(18))
@example(b'"')
def test_no_bytes_break_it_otherwise_than_with_an_error_of_ours(data: bytes) -> None:
    try:
        events = rg.read_events(io.BytesIO(data))
    except rg.RhetoricGapError:
        return
    account: Any = rg.row_account(events)
    assert account["rows_in"].tolist()[1:] == account["rows_out"].tolist()[:-1]
    assert account["rows_out"].tolist()[-1] == len(events.statements) + len(events.actions)
