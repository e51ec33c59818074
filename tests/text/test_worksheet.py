"""A worksheet goes out and comes back without losing a character, and whatever was done to it on the way is noticed."""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import rhetoric_gap as rg
from rhetoric_gap.text._worksheet_rows import full_texts, sheet_rows
from rhetoric_gap.text.worksheet_files import MOST_IN_CELL, decode, encode, guard, unguard

SUFFIX = pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
NASTY = [
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2",
    "@SUM(A1)",
    "\tindented",
    "\rreturn",
    "'quoted",
    "'=quoted",
    "  =after blanks",
    'line\nbreak "and" commas, too;',
    "\x00\x01 control",
    "lone \ud800 surrogate",
    "_x0041_ literal",
    "\uff1dfull width",
    "Ελλάδα 朝鮮 \u202e",
    "1e5",
    "true",
    "NA",
]


def draft(n: int = 4) -> pd.DataFrame:
    """A draft of n sentences, in turn a threat, a remark, a deed done and a promise under a condition."""
    turn = [
        ("Iran will bomb Israel.", "statement", "threat", "conflict", "1384", "195", 1.0, 3, None, None),
        ("The weather was fine.", "neither", None, None, None, None, None, None, None, None),
        ("Iran bombed Israel.", "action", None, "conflict", "195", "195", 1.0, None, None, None),
        (
            "Iran would pay if asked.",
            "statement",
            "promise",
            "cooperation",
            "0331",
            "071",
            0.74,
            3,
            "if asked",
            "2024-06-01",
        ),
    ]
    names = [
        "text",
        "table",
        "kind",
        "valence",
        "code",
        "deed_code",
        "severity",
        "strength",
        "condition",
        "deadline",
    ]
    frame = pd.DataFrame([turn[i % 4] for i in range(n)], columns=names)
    frame["text"] = [f"{text} ({i})" for i, text in enumerate(frame["text"])]
    return frame.assign(
        sentence_id=[f"S{i}" for i in range(n)], date="2024-05-01", actor="IRN", target="ISR", probability=0.9
    )


def edit(path: Path, changes: dict[tuple[int, str], str], coder: str = "") -> None:
    """Fill cells of a worksheet, by row of the table and column, as a coder would."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as handle:
            rows = list(csv.reader(handle))
        for (row, column), value in changes.items():
            rows[row + 1][rows[0].index(column)] = value
        with path.open("w", encoding="utf-8-sig", newline="") as handle:
            csv.writer(handle).writerows(rows)
        return
    import openpyxl

    book = openpyxl.load_workbook(path)
    page = book.active
    header = [cell.value for cell in page[1]]
    for (row, column), value in changes.items():
        page.cell(row + 2, header.index(column) + 1, value)
    book.save(path)


def failures(path: Any, **options: Any) -> pd.DataFrame:
    with pytest.raises(rg.SchemaError) as caught:
        rg.read_worksheet(path, **options)
    return caught.value.failures


# ---- characters


@SUFFIX
def test_every_text_comes_back_character_by_character(suffix: str, tmp_path: Path) -> None:
    frame = pd.DataFrame({"text": NASTY, "evidence": NASTY, "condition": NASTY, "actor": NASTY}, dtype=object)
    back = rg.read_worksheet(rg.to_worksheet(frame, tmp_path / f"w{suffix}"))
    for column in ("text", "condition", "actor"):
        assert [ascii(v) for v in back.decided[column]] == [ascii(v) for v in NASTY]


@given(st.text(max_size=60) | st.text("'=+-@\t\r\n _x0041", max_size=20))
def test_guard_and_encoding_are_undone_exactly(text: str) -> None:
    assert decode(unguard(guard(encode(text)))) == text
    assert not guard(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    encode(text).encode("utf-8")


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(st.text(max_size=40), min_size=1, max_size=4))
@SUFFIX
def test_any_text_goes_out_and_comes_back(suffix: str, texts: list[str], tmp_path: Path) -> None:
    back = rg.read_worksheet(
        rg.to_worksheet(pd.DataFrame({"text": texts}, dtype=object), tmp_path / f"w{suffix}")
    )
    assert [ascii(v) for v in back.decided["text"]] == [ascii(v) for v in texts]


def test_no_cell_of_a_workbook_is_a_formula(tmp_path: Path) -> None:
    import openpyxl

    path = rg.to_worksheet(
        pd.DataFrame({"text": NASTY}, dtype=object), tmp_path / "w.xlsx", coders=["=ann", "ben"]
    )
    kinds = {
        cell.data_type for page in openpyxl.load_workbook(path) for row in page for cell in row if cell.value
    }
    assert kinds == {"s"}


def test_no_cell_of_a_text_file_begins_a_formula(tmp_path: Path) -> None:
    path = rg.to_worksheet(pd.DataFrame({"text": NASTY, "actor": NASTY}, dtype=object), tmp_path / "w.csv")
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as handle:
        cells = [cell for row in csv.reader(handle) for cell in row]
    assert not [cell for cell in cells if cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r"))]


@SUFFIX
def test_texts_no_cell_can_hold_are_cut_and_come_back_whole_with_the_draft(
    suffix: str, tmp_path: Path
) -> None:
    frame = pd.DataFrame({"text": ["word " * 20_000, "\x01" * 9000]})
    path = rg.to_worksheet(frame, tmp_path / f"w{suffix}")
    assert rg.read_worksheet(path).decided["text"].str.contains("cut: ").all()
    assert rg.read_worksheet(path, draft=frame).decided["text"].tolist() == frame["text"].tolist()
    assert sheet_rows(frame)["text"].map(encode).map(len).max() < MOST_IN_CELL + 40


# ---- what is written


def test_columns_are_asked_for_coder_by_coder(tmp_path: Path) -> None:
    one = pd.read_csv(rg.to_worksheet(draft(), tmp_path / "one.csv", columns=["kind"]), dtype=str)
    assert list(one.columns)[-5:] == ["coder", "checked_human", "kind_human", "note", "row_check"]
    two = pd.read_csv(
        rg.to_worksheet(draft(), tmp_path / "two.csv", columns=["kind"], coders=["ann", "ben"]), dtype=str
    )
    assert [c for c in two if "human" in c] == [
        f"{f}_human_{c}" for c in ("ann", "ben") for f in ("checked", "kind")
    ]


def test_the_guide_lists_what_each_column_may_hold(tmp_path: Path) -> None:
    rg.to_worksheet(draft(), tmp_path / "w.csv")
    guide = pd.read_csv(tmp_path / "w.fields.csv", dtype=str, keep_default_na=False).set_index("field")[
        "allowed"
    ]
    assert guide["kind_human"] == "threat, promise, refusal, denial, demand, declaration, comment"
    assert guide["strength_human"] == "0, 1, 2, 3, 4; none"


def test_a_workbook_offers_lists_and_keeps_zeros(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.load_workbook(rg.to_worksheet(draft(), tmp_path / "w.xlsx", sheet="Round 1"))
    page = book["Round 1"]
    header = [cell.value for cell in page[1]]
    lists = {rule.formula1: str(rule.sqref) for rule in page.data_validations.dataValidation}
    letter = page.cell(1, header.index("kind_human") + 1).column_letter
    assert lists['"threat,promise,refusal,denial,demand,declaration,comment"'] == f"{letter}2:{letter}5"
    assert page.cell(2, header.index("code_human") + 1).number_format == "@"
    assert page.cell(5, header.index("code") + 1).value == "0331"
    assert [row[0].value for row in book["fields"]][1] == "checked_human"


def test_a_draft_of_the_scorer_goes_out_whole(tmp_path: Path) -> None:
    said = ["Iran will bomb Israel.", "The sky was grey.", "Russian forces bombed Ukraine."]
    made = rg.score_text(said, date=["2024-05-01"] * 3)
    path = rg.to_worksheet(made, tmp_path / "w.csv")
    edit(path, {(0, "checked_human"): "yes", (1, "checked_human"): "yes", (2, "checked_human"): "yes"})
    back = rg.read_worksheet(path, draft=made)
    assert back.decided["text"].tolist() == said
    assert back.decided["table"].tolist() == ["statement", "neither", "action"]
    assert (len(back.statements), len(back.actions)) == (1, 1)
    assert back.draft["probability"].iloc[0] > 0.3 and "bomb" in back.draft["evidence"].iloc[0]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"coders": []}, "at least one"),
        ({"coders": ["ann", "Ann"]}, "different names"),
        ({"coders": ["ann", " "]}, "none blank"),
        ({"columns": ["kindd"]}, "Did you mean 'kind'"),
        ({"sheet": "a/b", "path": "w.xlsx"}, "no name for a sheet"),
        ({"path": "w.ods"}, r"ending in \.csv or \.xlsx"),
        ({"path": "nowhere/w.csv"}, "no folder"),
    ],
)
def test_what_cannot_be_written_says_why(options: dict[str, Any], words: str, tmp_path: Path) -> None:
    path = tmp_path / options.pop("path", "w.csv")
    with pytest.raises(rg.RhetoricGapError, match=words):
        rg.to_worksheet(draft(), path, **options)


def test_ids_must_tell_sentences_apart(tmp_path: Path) -> None:
    frame = draft().assign(sentence_id=["A", "B", "A", ""])
    with pytest.raises(rg.SchemaError) as caught:
        rg.to_worksheet(frame, tmp_path / "w.csv")
    assert caught.value.failures["row"].tolist() == [0, 2, 3]


def test_a_draft_without_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(rg.RhetoricGapError, match="no column 'text'"):
        rg.to_worksheet(pd.DataFrame({"kind": ["threat"]}), tmp_path / "w.csv")


def test_an_empty_draft_makes_an_empty_worksheet(tmp_path: Path) -> None:
    for suffix in (".csv", ".xlsx"):
        back = rg.read_worksheet(rg.to_worksheet(draft(0), tmp_path / f"w{suffix}"))
        assert (len(back.decided), len(back.statements), back.n_undecided) == (0, 0, 0)


def test_a_missing_extra_names_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(rg.RhetoricGapError, match=r'pip install "rhetoric_gap\[worksheet\]"'):
        rg.to_worksheet(draft(), tmp_path / "w.xlsx")


# ---- decisions


@SUFFIX
def test_decisions_stand_and_drafts_fill_what_was_left_blank(suffix: str, tmp_path: Path) -> None:
    path = rg.to_worksheet(draft(5), tmp_path / f"w{suffix}")
    edit(
        path,
        {
            (0, "kind_human"): "Refusal",
            (0, "severity_human"): "0,5",
            (2, "deed_code_human"): "c190",
            (3, "checked_human"): "yes",
            (3, "condition_human"): "none",
            (3, "note"): "=unsure",
        },
    )
    back = rg.read_worksheet(path)
    decided = back.decided.set_index("sentence_id")
    assert decided["decided_by"].tolist() == ["coder_1", "machine", "coder_1", "coder_1", "machine"]
    assert decided.loc["S0", ["kind", "severity", "code"]].tolist() == ["refusal", 0.5, "1384"]
    assert decided.loc["S3", "condition"] is None
    assert decided.loc["S3", "note"] == "=unsure"
    assert back.n_undecided == 2
    assert back.statements["statement_id"].tolist() == ["S0", "S3"]
    assert back.statements["trigger_state"].tolist() == ["none", "none"]
    assert back.actions[["action_id", "code"]].to_numpy().tolist() == [["S2", "190"]]
    assert back.codings.set_index("sentence_id").loc["S0", "given"] == "kind, severity"


def test_severity_and_valence_follow_a_code_the_coder_changed(tmp_path: Path) -> None:
    path = rg.to_worksheet(draft(), tmp_path / "w.csv")
    edit(path, {(0, "code_human"): "0331", (0, "deed_code_human"): "071", (0, "kind_human"): "promise"})
    row = rg.read_worksheet(path).statements.iloc[0]
    expected = rg.get_scale("cameo").deed_severity(["071"])[0]
    assert (row["severity"], row["valence"], row["kind"]) == (expected, "cooperation", "promise")


def test_tables_pass_the_checks_and_make_a_gap(tmp_path: Path) -> None:
    path = rg.to_worksheet(draft(12), tmp_path / "w.csv")
    edit(path, {(i, "checked_human"): "yes" for i in range(12)})
    back = rg.read_worksheet(path)
    rg.check_statements(back.statements)
    rg.check_actions(back.actions)
    assert (
        rg.gap_index(back.statements, back.actions, window=60, as_of="2025-01-01")
        .frame["n_statements"]
        .iloc[0]
        == 6
    )


def test_decided_rows_without_a_place_are_counted(tmp_path: Path) -> None:
    path = rg.to_worksheet(draft().drop(columns="table"), tmp_path / "w.csv")
    edit(path, {(0, "checked_human"): "yes", (1, "checked_human"): "yes"})
    back = rg.read_worksheet(path)
    assert back.statements["statement_id"].tolist() == ["S0"]
    assert back.incomplete.to_numpy().tolist() == [["S1", "", "table: not blank"]]


def test_tables_hold_only_what_a_file_can_hold(tmp_path: Path) -> None:
    frame = draft(1).astype(object).assign(text=pd.Series(["Iran \ud800 will bomb."], dtype=object))
    path = rg.to_worksheet(frame, tmp_path / "w.csv")
    edit(path, {(0, "checked_human"): "yes"})
    back = rg.read_worksheet(path)
    assert back.decided["text"].iloc[0] == "Iran \ud800 will bomb."
    assert back.statements["text"].tolist() == ["Iran ? will bomb."]


def test_rows_that_pass_no_check_are_counted_with_their_reason(tmp_path: Path) -> None:
    frame = draft()
    frame.loc[0, "target"] = None
    frame.loc[3, "deadline"] = "2024-01-01"  # before it was said
    path = rg.to_worksheet(frame, tmp_path / "w.csv")
    edit(path, {(i, "checked_human"): "yes" for i in range(4)} | {(1, "table_human"): "statement"})
    back = rg.read_worksheet(path)
    why = back.incomplete.set_index("sentence_id")["why"]
    assert (
        "target: not blank" in why["S0"] and "dates in order" in why["S3"] and "kind: not blank" in why["S1"]
    )
    assert back.statements.empty and "3 decided rows incomplete" in str(back)


def test_gold_sets_decisions_beside_drafts(tmp_path: Path) -> None:
    path = rg.to_worksheet(draft(), tmp_path / "w.csv")
    edit(path, {(0, "kind_human"): "demand"})
    gold = rg.read_worksheet(path).gold
    assert gold[["statement_id", "kind", "machine_kind"]].to_numpy().tolist() == [["S0", "demand", "threat"]]


@SUFFIX
def test_wrong_decisions_are_named_all_at_once(suffix: str, tmp_path: Path) -> None:
    path = rg.to_worksheet(draft(), tmp_path / f"w{suffix}")
    wrong = {
        (0, "kind_human"): "threaten",
        (0, "severity_human"): "1.5",
        (1, "strength_human"): "5",
        (1, "deadline_human"): "31.12.2024",
        (2, "code_human"): "999",
        (2, "table_human"): "none",
        (3, "checked_human"): "ok",
        (3, "valence_human"): "conflct",
    }
    edit(path, wrong)
    found = failures(path)
    assert set(zip(found["row"] - 2, found["column"], strict=True)) == set(wrong)
    assert "Did you mean 'threat'" in found.set_index("column").loc["kind_human", "hint"]
    assert "Did you mean 'conflict'" in found.set_index("column").loc["valence_human", "hint"]


def test_codes_that_may_have_lost_a_zero_are_asked_about_in_text_files_only(tmp_path: Path) -> None:
    change = {(0, "code_human"): "10"}
    text, book = (rg.to_worksheet(draft(), tmp_path / name) for name in ("w.csv", "w.xlsx"))
    edit(text, change)
    edit(book, change)
    assert "write c10 or c010" in failures(text)["hint"].iloc[0]
    assert rg.read_worksheet(book).decided["code"].iloc[0] == "10"
    edit(text, {(0, "code_human"): "c010"})
    assert rg.read_worksheet(text).decided["code"].iloc[0] == "010"


def test_a_formula_of_a_coder_is_no_decision(tmp_path: Path) -> None:
    path = rg.to_worksheet(draft(), tmp_path / "w.xlsx")
    edit(path, {(0, "kind_human"): '="threat"'})
    assert "formula" in failures(path)["hint"].iloc[0]


# ---- what may happen on the way


def test_all_that_was_done_to_the_rows_is_reported_at_once(tmp_path: Path) -> None:
    path = rg.to_worksheet(draft(8), tmp_path / "w.csv")
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    frame.loc[0, "text"] = "another text"
    frame.loc[1, "sentence_id"] = "S99"
    frame.loc[2, "kind"] = "threat"
    frame = pd.concat([frame.drop(index=5), frame.loc[[3]]], ignore_index=True)
    frame.loc[len(frame)] = ""
    frame.loc[len(frame) - 1, ["sentence_id", "text"]] = ["new", "a row of my own"]
    frame["kindly_human"] = ""
    frame.to_csv(path, index=False)
    found = failures(path)
    said = (
        found.groupby("rule")["row"]
        .agg(lambda rows: [None if pd.isna(r) else int(r) for r in rows])
        .to_dict()
    )
    assert said == {
        "a column of the worksheet": [None],
        "id and text as they were written": [2, 3],
        "the machine's columns as they were written": [4],
        "a row of the worksheet": [9, 10],
        "every row of the worksheet": [None],
    }
    named = failures(path, draft=draft(8))
    lost = named.loc[named["rule"].eq("every row of the worksheet"), "value"]
    assert lost.tolist() == ["S1", "S5"]


def test_sorting_and_spreadsheet_habits_are_undone(tmp_path: Path) -> None:
    path = rg.to_worksheet(draft(8), tmp_path / "w.csv")
    frame = pd.read_csv(path, dtype=str, keep_default_na=False).iloc[::-1]
    frame["code"] = frame["code"].str.lstrip("0")
    frame["deed_code"] = frame["deed_code"].str.lstrip("0")
    frame["severity"] = frame["severity"].str.replace(".", ",")
    frame["date"] = "01.05.2024"
    frame["deadline"] = frame["deadline"].str.replace("2024-06-01", "6/1/2024")
    frame["text"] = frame["text"].str.replace(" ", "  ")
    frame.to_csv(path, index=False, sep=";", encoding="utf-8-sig")
    back = rg.read_worksheet(path).draft.set_index("sentence_id").sort_index()
    assert back["code"].dropna().tolist() == draft(8)["code"].dropna().tolist()
    assert back.loc["S3", "deadline"] == pd.Timestamp("2024-06-01") and back.loc["S3", "severity"] == 0.74
    assert back["date"].eq(pd.Timestamp("2024-05-01")).all()


def test_a_draft_restores_what_was_overwritten(tmp_path: Path) -> None:
    path = rg.to_worksheet(draft(), tmp_path / "w.csv")
    edit(path, {(0, "kind"): "demand"})
    assert len(failures(path)) == 1
    assert rg.read_worksheet(path, draft=draft()).decided["kind"].iloc[0] == "threat"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("no.csv", None, "no file"),
        ("w.ods", b"", r"ending in \.csv or \.xlsx"),
        ("other.csv", b"a,b\n1,2\n", "no column 'row_check'"),
        ("empty.csv", b"", "no column 'row_check'"),
        ("latin.csv", "row_check,text\nx,\xe9\n".encode("latin-1"), "CSV UTF-8"),
        ("broken.xlsx", b"PK not a zip", "not a readable"),
        ("twice.csv", b"row_check,text,text\n", "same name"),
        ("bare.csv", b"row_check\nx\n", "required column"),
    ],
)
def test_files_that_are_no_worksheet_say_so(
    name: str, content: bytes | None, words: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(rg.RhetoricGapError, match=words):
        rg.read_worksheet(path)


def test_no_file_is_refused() -> None:
    with pytest.raises(rg.RhetoricGapError, match="at least one file"):
        rg.read_worksheet([])


# ---- several coders


def two_coders(tmp_path: Path) -> Path:
    path = rg.to_worksheet(draft(12), tmp_path / "w.csv", coders=["ann", "ben"])
    changes = {(i, f"checked_human_{name}"): "yes" for i in range(12) for name in ("ann", "ben")}
    changes |= {
        (0, "kind_human_ann"): "demand",
        (4, "kind_human_ben"): "demand",
        (8, "severity_human_ben"): "0.5",
    }
    edit(path, changes)
    return path


def test_where_coders_differ_nothing_is_decided_until_somebody_settles_it(tmp_path: Path) -> None:
    path = two_coders(tmp_path)
    back = rg.read_worksheet(path)
    disputed = back.decided.loc[back.decided["decided_by"].eq("disputed")].set_index("sentence_id")[
        "disputed"
    ]
    assert disputed.to_dict() == {"S0": "kind", "S4": "kind", "S8": "severity"}
    assert len(back.statements) == 3 and "3 sentences disputed" in str(back)
    final = rg.read_worksheet(path, final="ben")
    assert final.decided.set_index("sentence_id").loc[["S0", "S4"], "kind"].tolist() == ["threat", "demand"]
    assert len(final.statements) == 6
    with pytest.raises(rg.UnknownOptionError, match="'ann', 'ben'"):
        rg.read_worksheet(path, final="cem")


def test_copies_of_one_file_are_told_apart_by_name(tmp_path: Path) -> None:
    first = rg.to_worksheet(draft(), tmp_path / "a.csv")
    second = rg.to_worksheet(draft(), tmp_path / "b.xlsx")
    edit(first, {(0, "kind_human"): "demand"})
    edit(second, {(0, "kind_human"): "demand", (1, "checked_human"): "yes"})
    assert "pass the files by name" in failures([first, second])["hint"].iloc[0]
    back = rg.read_worksheet({"ann": first, "ben": second})
    assert back.coders == ("ann", "ben")
    assert back.decided["decided_by"].tolist() == ["ann, ben", "ben", "machine", "machine"]


def test_files_of_other_drafts_add_rows_but_change_none(tmp_path: Path) -> None:
    first = rg.to_worksheet(draft(2), tmp_path / "a.csv")
    second = rg.to_worksheet(draft(2).assign(sentence_id=["T0", "T1"]), tmp_path / "b.csv")
    third = rg.to_worksheet(draft(2).assign(kind="comment"), tmp_path / "c.csv")
    assert rg.read_worksheet([first, second]).decided["sentence_id"].tolist() == ["S0", "S1", "T0", "T1"]
    assert failures([first, third])["hint"].str.contains("another file has this id").all()


# ---- agreement


def test_agreement_is_that_of_counting_by_hand(tmp_path: Path) -> None:
    study = rg.worksheet_agreement(rg.read_worksheet(two_coders(tmp_path)), n_boot=19)
    frame = study.frame.set_index(["field", "raters"])
    assert frame.loc[("kind", "machine, ann"), ["n", "agree", "n_given"]].tolist() == [12, 11 / 12, 1]
    assert frame.loc[("kind", "ann, ben"), "agree"] == 10 / 12
    # alpha of two raters by its definition: observed over expected disagreement of all pairs of values
    kinds = ["threat", "none", "none", "promise"] * 3
    ann, ben = ["demand", *kinds[1:]], [*kinds[:4], "demand", *kinds[5:]]
    pool = pd.Series(ann + ben).value_counts()
    expected = 1 - (pool * (pool - 1)).sum() / (24 * 23)
    assert frame.loc[("kind", "ann, ben"), "alpha"] == pytest.approx(1 - (2 / 12) / expected)
    table = study.table("kind", "ann, ben")
    assert table.loc["demand", "threat"] == 1 and table.to_numpy().sum() == 12
    assert frame.loc[("severity", "ann, ben"), "n"] == 9
    assert frame.loc[("actor", "ann, ben"), "reason"].startswith("all values are alike")
    assert "upper bound" in str(study)


def test_three_coders_have_a_row_of_their_own(tmp_path: Path) -> None:
    path = rg.to_worksheet(draft(12), tmp_path / "w.csv", coders=["ann", "ben", "cem"], columns=["kind"])
    edit(path, {(i, f"checked_human_{name}"): "yes" for i in range(12) for name in ("ann", "ben", "cem")})
    frame = rg.worksheet_agreement(rg.read_worksheet(path), n_boot=19).frame
    assert frame["field"].unique().tolist() == ["kind"]
    assert frame["raters"].tolist()[-1] == "all coders" and len(frame) == 7
    assert frame["alpha"].eq(1).all()


def test_agreement_needs_a_worksheet_somebody_worked_on(tmp_path: Path) -> None:
    with pytest.raises(rg.RhetoricGapError, match="nobody decided"):
        rg.worksheet_agreement(rg.read_worksheet(rg.to_worksheet(draft(), tmp_path / "w.csv")))
    with pytest.raises(rg.RhetoricGapError, match="read_worksheet"):
        rg.worksheet_agreement(draft())  # type: ignore[arg-type]


def test_full_texts_are_those_of_the_draft() -> None:
    assert full_texts(pd.DataFrame({"text": ["a", None]})) == {"1": "a", "2": ""}
