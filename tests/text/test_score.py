"""score_text: every sentence is in one table, with what a human must fill in, and nothing made up."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import rhetoric_gap as rg

DAY = "2024-04-01"
TEXTS = [
    "Iran vowed on Monday to retaliate against Israel. The weather was fine. Russia expelled 10 Polish diplomats.",
    "Ukraine said Russia must withdraw its troops. If Iran attacks, Israel will bomb Tehran.",
    None,
    "  ",
    "The US and South Korea threatened to bomb Pyongyang by 1 May 2024.",
]


@pytest.fixture(scope="module")
def draft() -> rg.TextDraft:
    return rg.score_text(TEXTS, date=[DAY] * 5)


def test_every_sentence_is_in_one_table(draft):
    parts = [draft.statements, draft.actions, draft.abstained]
    places = pd.concat([part[["row", "sentence"]] for part in parts])
    assert len(places) == len(places.drop_duplicates()) == 6
    assert draft.account[["rows_in", "rows_out"]].values.tolist() == [[5, 3], [3, 6], [6, 5]]
    assert rg.row_account(draft).equals(draft.account)
    assert draft.coverage.iloc[-1].tolist() == ["all", 6, 1.0, pytest.approx(1 / 6)]
    assert draft.no_pattern_share == pytest.approx(1 / 6)


def test_rows_say_what_the_sentences_say(draft):
    said = draft.statements.set_index("statement_id")
    assert said.index.tolist() == ["1.1", "2.1", "2.2", "5.1"]
    assert said["kind"].tolist() == ["threat", "demand", "threat", "threat"]
    assert said["actor"].fillna("").tolist() == ["IRN", "UKR", "ISR", ""]
    assert said["target"].tolist() == ["ISR", "RUS", "IRN", "PRK"]
    assert said["trigger_state"].tolist() == ["none", "none", "unknown", "none"]
    assert said.loc["2.2", "condition"] == "If Iran attacks"
    assert said.loc["2.2", ["code", "deed_code", "severity"]].tolist() == ["1384", "195", 1.0]
    assert said.loc["5.1", "deadline"] == pd.Timestamp("2024-05-01")
    assert said.loc["5.1", "needs"] == "actor (one row for each of USA;KOR)"
    (done,) = draft.actions.to_dict("records")
    assert (done["action_id"], done["code"], done["actor"], done["target"]) == ("1.3", "161", "RUS", "POL")
    assert draft.abstained["why"].tolist() == ["no pattern"]


def test_rows_carry_their_evidence(draft):
    row = draft.statements.iloc[2]
    assert TEXTS[1][row["start"] : row["end"]] == row["text"]
    assert "bomb" in row["evidence"] and "lexicon" in row["rule"]
    chances = [name for name in draft.statements if name.startswith("p_")]
    assert draft.statements[chances].sum(axis=1).tolist() == pytest.approx([1.0] * 4)


def test_what_is_ready_passes_the_checks_and_makes_a_case(draft):
    said, done = draft.ready()
    assert said["statement_id"].tolist() == ["1.1", "2.1", "2.2"]
    assert done["action_id"].tolist() == ["1.3"]
    assert rg.row_account(said)["rows_out"].tolist() == [4, 3, 3]
    case = draft.to_case("mine")
    assert (case.name, case.scale, case.coding) == ("mine", "cameo", "partial")
    assert rg.outcomes(case)["state"].isin(["trigger_unknown", "open", "unfulfilled", "untestable"]).all()


def test_filled_in_drafts_pass_as_a_whole(draft):
    filled = draft.statements.fillna({"actor": "USA"})
    assert len(rg.check_statements(filled)) == 4


def test_without_date_actor_and_target_rows_stay_and_say_so():
    draft = rg.score_text(["We will bomb them.", "They expelled the ambassador."])
    assert draft.statements["needs"].tolist() == ["date, actor, target"]
    assert draft.actions["needs"].tolist() == ["date, actor, target"]
    assert [len(frame) for frame in draft.ready()] == [0, 0]
    assert "no text has a date: deadlines stay in words" in draft.notes


def test_what_the_caller_says_wins():
    frame = pd.DataFrame(
        {"said": ["We will attack Poland."], "who": ["BLR"], "whom": ["LTU"], "at": [DAY], "no": [7]}
    )
    said, _ = rg.score_text(
        frame, "said", actor="who", target="whom", date="at", id="no", speaker=["Minister"]
    )
    row = said.iloc[0]
    assert row[["statement_id", "actor", "target", "speaker"]].tolist() == ["7.1", "BLR", "LTU", "Minister"]


def test_the_actor_of_the_caller_is_not_his_own_target():
    said, _ = rg.score_text(["Russia must withdraw its troops."], date=[DAY], actor=["UKR"])
    assert said[["actor", "target", "kind"]].values.tolist() == [["UKR", "RUS", "demand"]]


def test_who_must_act_is_the_target_of_an_unknown_speaker():
    said, _ = rg.score_text(["Russia must withdraw its troops."], date=[DAY])
    assert said[["target", "needs"]].values.tolist() == [["RUS", "actor"]]


def test_own_names_count():
    said, _ = rg.score_text(["NATO threatened to attack Russia."], date=[DAY], names={"NATO": "NATO"})
    assert said[["actor", "target"]].values.tolist() == [["NATO", "RUS"]]


def test_texts_may_be_read_whole():
    said, done = rg.score_text(TEXTS[1:2], date=[DAY], split_sentences=False, id=["a"])
    assert [*said["statement_id"], *done["action_id"]] == ["a"]


def test_uncertain_sentences_are_kept_apart():
    draft = rg.score_text(TEXTS, date=[DAY] * 5, min_probability=1.0)
    assert len(draft.statements) == 0
    assert draft.abstained["why"].value_counts().to_dict() == {"uncertain": 5, "no pattern": 1}


@pytest.mark.parametrize("kind", ["pandas", "polars", "arrow", "series", "list", "array"])
def test_any_frame_gives_the_same(kind):
    texts = ["Iran vowed to attack Israel.", None]
    made = {
        "pandas": lambda: pd.DataFrame({"text": texts}),
        "polars": lambda: pl.DataFrame({"text": texts}),
        "arrow": lambda: pa.table({"text": texts}),
        "series": lambda: pd.Series(texts),
        "list": lambda: texts,
        "array": lambda: np.array(texts, dtype=object),
    }[kind]()
    said, _ = rg.score_text(made, date=[DAY, DAY])
    assert said[["statement_id", "actor", "target"]].values.tolist() == [["1.1", "IRN", "ISR"]]


def test_rows_keep_their_labels_and_columns_and_the_input_its_values():
    frame = pd.DataFrame(
        {"text": TEXTS[:2], "source": ["x", "y"], "n": [1, 2], "kind": ["a", "b"]}, index=["p", "q"]
    )
    before = frame.copy()
    draft = rg.score_text(frame, date=[DAY, DAY], keep=["source", "n", "kind"])
    assert draft.statements["row"].tolist() == ["p", "q", "q"]
    assert draft.statements[["source", "n", "kind_given"]].values.tolist() == [
        ["x", 1, "a"],
        ["y", 2, "b"],
        ["y", 2, "b"],
    ]
    pd.testing.assert_frame_equal(frame, before)


def test_columns_of_known_names_are_not_used_silently():
    draft = rg.score_text(pd.DataFrame({"text": ["x"], "date": [DAY]}))
    assert any("'date' that was not used" in note for note in draft.notes)


def test_tables_have_the_same_columns_and_types_however_short(draft):
    empty = rg.score_text([])
    for name in ("statements", "actions", "abstained"):
        short, full = getattr(empty, name), getattr(draft, name)
        assert short.columns.tolist() == full.columns.tolist()
        differ = {column for column in short if short[column].dtype != full[column].dtype}
        assert differ <= {"row"}
    assert [len(frame) for frame in empty.ready()] == [0, 0]


def test_a_model_decides_the_class_and_the_rules_the_rest():
    class Model:
        classes_ = np.array(["NEU", "VK"])

        def predict_proba(self, texts):
            return np.array([[0.1, 0.9] if "bomb" in text or "?" in text else [0.8, 0.2] for text in texts])

    texts = ["Israel will bomb Iran.", "Iran vowed to help Iraq.", "Really, Iran?"]
    draft = rg.score_text(texts, date=[DAY] * 3, model=Model())
    assert draft.statements["p_vk"].tolist() == [0.9, 0.9]
    assert draft.statements["code"].fillna("").tolist() == ["1384", ""]
    assert draft.statements["needs"].fillna("").tolist() == ["", "target, code, kind"]
    assert draft.abstained["quad"].tolist() == ["NEU"]


@pytest.mark.parametrize(
    ("data", "options", "message"),
    [
        ("one text", {}, "put it in a list"),
        (None, {}, "pass the table"),
        ([1, "x", b"y"], {}, r"0: int, 2: bytes.*decode"),
        (pd.DataFrame({"txt": ["x"]}), {}, r"text='text' is no column.*Did you mean 'txt'"),
        (["x"], {"date": "day"}, "date='day' is no column"),
        (["x"], {"date": [DAY, DAY]}, "date has 2 values for 1 texts"),
        (["x"], {"date": dt.date(2024, 1, 1)}, "one value for each text"),
        (["x"], {"date": ["1 April"]}, "ISO date"),
        (["x", "y"], {"id": [1, 1]}, "unique id"),
        (["x"], {"id": [None]}, "give every text an id"),
        (["x"], {"actor": ["A;B"]}, "one actor per row"),
        (["x"], {"min_probability": 2}, "from 0 to 1"),
        (["x"], {"min_probability": True}, "from 0 to 1"),
        (["x"], {"keep": "source"}, "list of columns"),
        (["x"], {"keep": ["source"]}, "keep='source' is no column"),
        (["x"], {"model": object()}, "must be fitted"),
        (["x"], {"names": {"": "A"}}, "names must map"),
    ],
)
def test_mistakes_are_named(data, options, message):
    with pytest.raises(rg.RhetoricGapError, match=f"(?s){message}"):
        rg.score_text(data, **options)


def test_a_draft_shows_what_it_holds(draft):
    assert repr(draft).startswith("TextDraft: 4 statements, 1 action, 1 sentence in neither")
    assert "half the time" in repr(draft) and "<table>" in draft._repr_html_()


def test_progress_shows_a_bar(capsys):
    rg.score_text(["x"], progress=True)
    assert "reading" in capsys.readouterr().err
