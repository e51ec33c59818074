"""The smallest and emptiest tables: a number or a missing number with a reason, never a crash or a silent zero."""

from __future__ import annotations

import pandas as pd
import pytest
import worlds as w

import rhetoric_gap as rg

CHOICES = {"window": 10, "match": "any", "as_of": "2024-06-30"}
PARTIES = {"actor": "AAA", "target": "BBB"}


def statement(name: str = "S1", said: int = 0, severity: float = 0.5, **more) -> w.Row:
    """Write one statement."""
    return {"statement_id": name, "date": w.day(said), "severity": severity, **PARTIES, **more}


def action(name: str = "A1", done: int = 3, severity: float = 0.5, **more) -> w.Row:
    """Write one deed."""
    return {"action_id": name, "date": w.day(done), "severity": severity, **PARTIES, **more}


def result_of(statements: list[w.Row], actions: list[w.Row], **changes):
    """Score a small world."""
    return rg.gap_index(*w.World(statements, actions).frames(), **(CHOICES | changes))


def row_of(statements: list[w.Row], actions: list[w.Row], **changes) -> pd.Series:
    """Score a small world and return the only row."""
    frame = result_of(statements, actions, **changes).frame
    assert len(frame) == 1
    return frame.iloc[0]


def check_missing(row: pd.Series, *names: str) -> None:
    """A missing number says why."""
    assert row[list(names)].isna().all(), row[list(names)].to_dict()
    assert isinstance(row["reason"], str)
    assert len(row["reason"]) > 5


@pytest.mark.parametrize("assignment", ["optimal", "earliest", "best"])
def test_no_statements(assignment):
    row = row_of([], [action()], assignment=assignment)
    check_missing(
        row,
        "gap",
        "lower",
        "upper",
        "bound_low",
        "bound_high",
        "testable_share",
        "gap_unweighted",
        "cov_term",
    )
    assert [row["n"], row["n_statements"], row["bark"], row["unannounced_share"]] == [0, 0, 0.0, 1.0]


@pytest.mark.parametrize("assignment", ["optimal", "earliest", "best"])
def test_no_actions(assignment):
    row = row_of([statement(), statement("S2", 3)], [], assignment=assignment)
    assert [row["gap"], row["n_unfulfilled"], row["bite"], row["n_actions"]] == [1.0, 2, 0.0, 0]
    check_missing(row, "lower", "upper", "unannounced_share", "efficacy_low", "efficacy_high")


def test_nothing_at_all():
    row = row_of([], [])
    check_missing(
        row, "gap", "bound_low", "bound_high", "unannounced_share", "testable_share", "contradicted_share"
    )
    assert [row["n_statements"], row["n_actions"]] == [0, 0]


def test_nothing_at_all_in_groups():
    result = result_of([], [], by="target", freq="QE")
    assert len(result.frame) == 0
    assert {"target", "gap", "period", "n"} <= set(result.frame.columns)
    assert len(result.outcomes) == 0


@pytest.mark.parametrize(("deeds", "gap", "cell"), [([action()], 0.0, "n_kept"), ([], 1.0, "n_unfulfilled")])
def test_one_statement(deeds, gap, cell):
    row = row_of([statement()], deeds)
    assert [row["gap"], row["n"], row[cell], row["n_clusters"]] == [gap, 1, 1, 1]
    assert [row["bound_low"], row["bound_high"]] == [gap, gap]
    assert [row["gap_unweighted"], row["cov_term"]] == [gap, 0.0]
    check_missing(row, "lower", "upper")


def test_all_open():
    row = row_of([statement(), statement("S2", 2)], [action(severity=0.2)], as_of=w.day(5).isoformat())
    check_missing(row, "gap", "lower", "upper")
    assert [row["n"], row["n_open"], row["bark"]] == [0, 2, 0.0]
    assert [row["bound_low"], row["bound_high"]] == pytest.approx([0.0, 0.8])


def test_window_closes_after_its_last_day():
    """On the last day of the window deeds may still come; the day after, it is closed."""
    states = [
        rg.outcomes(
            *w.World([statement()], [action()]).frames(), **(CHOICES | {"as_of": w.day(n).isoformat()})
        )["state"]
        for n in (9, 10)
    ]
    assert [s.tolist() for s in states] == [["open"], ["kept"]]


@pytest.mark.parametrize("kept", [True, False])
@pytest.mark.parametrize("targets", [1, 12])
def test_all_or_none_kept(kept, targets):
    """A clean sweep still has an interval with a width, with many dyads or one."""
    statements = [statement(f"S{i:02d}", 15 * i) | {"target": f"T{i % targets}"} for i in range(12)]
    actions = [action(f"A{i:02d}", 15 * i + 2) | {"target": f"T{i % targets}"} for i in range(12)]
    row = row_of(statements, actions if kept else [], as_of="2024-12-31")
    assert [row["gap"], row["n"], row["n_clusters"]] == [0.0 if kept else 1.0, 12, targets]
    assert 0 <= row["lower"] < row["upper"] <= 1
    assert row["lower"] <= row["gap"] <= row["upper"]
    assert row["upper"] - row["lower"] > 0.05


def test_one_dyad_with_mixed_outcomes():
    statements = [statement(f"S{i:02d}", 15 * i) for i in range(16)]
    actions = [action(f"A{i:02d}", 15 * i + 2) for i in range(16) if i % 3]
    row = row_of(statements, actions, as_of="2024-12-31")
    assert row["n_clusters"] == 1
    assert 0 < row["lower"] < row["gap"] < row["upper"] < 1


def test_nine_statements_get_no_interval():
    targets = [f"T{i}" for i in range(9)]
    row = row_of(
        [statement(f"S{i}") | {"target": t} for i, t in enumerate(targets)], [action() | {"target": "T1"}]
    )
    assert row["gap"] == pytest.approx(8 / 9)
    check_missing(row, "lower", "upper")


def test_all_untestable():
    row = row_of([statement(strength=1), statement("S2", kind="comment")], [action()])
    check_missing(row, "gap", "bound_low")
    assert [row["n_untestable"], row["testable_share"]] == [2, 0.0]


def test_all_complied():
    row = row_of([statement(resolution="complied", resolution_date=w.day(4))], [])
    check_missing(row, "gap", "bound_low", "bound_high")
    assert [row["n_complied"], row["testable_share"]] == [1, 1.0]


def test_only_denials():
    row = row_of([statement(kind="denial"), statement("S2", 60, 0.25, kind="refusal")], [action()])
    check_missing(row, "gap", "bound_low")
    assert [row["n_denials"], row["n_contradicted"]] == [2, 1]
    assert row["contradicted_share"] == pytest.approx(2 / 3)


def test_attempt_without_deed_earns_nothing():
    row = row_of([statement()], [action(attempted=False)])
    assert [row["gap"], row["n_unfulfilled"], row["bite"]] == [1.0, 1, 0.0]
    assert pd.isna(row["unannounced_share"])


def test_aggregate_and_part_count_once():
    statements = [statement(), statement("S2", 1)]
    actions = [action("WHOLE", 3), action("PART", 4, part_of="WHOLE")]
    row = row_of(statements, actions)
    assert [row["bite"], row["n_actions"]] == [0.5, 1]
    late_whole = [action("WHOLE", 3, reported_at=w.day(300)), actions[1]]
    early = row_of(statements, late_whole)
    assert [early["bite"], early["n_actions"]] == [0.5, 1]
    parts = [*actions, action("PART2", 5, part_of="WHOLE")]
    assert [row_of(statements, parts, parts=kept)["bite"] for kept in ("aggregate", "parts")] == [0.5, 1.0]


def test_coded_deed_after_the_window_keeps_its_credit():
    world = w.World([statement(), statement("S2", 1)], [action(done=100)])
    world.links = [{"statement_id": s, "action_id": "A1", "match": 1.0} for s in ("S1", "S2")]
    table = rg.outcomes(*world.frames(), links=world.link_frame(), coding="complete", **CHOICES)
    assert table["state"].tolist() == ["kept", "kept"]
    assert table["late"].tolist() == [True, True]
    assert table["how"].tolist() == ["coded", "coded"]


def test_complete_coding_without_a_link_means_no_deed():
    world = w.World([statement(), statement("S2", 1)], [action(), action("A2", 4)])
    world.links = [{"statement_id": "S1", "action_id": "A1", "match": 1.0}]
    states = {
        coding: rg.outcomes(*world.frames(), links=world.link_frame(), coding=coding, **CHOICES)[
            "state"
        ].tolist()
        for coding in ("complete", "partial")
    }
    assert states == {"complete": ["kept", "unfulfilled"], "partial": ["kept", "kept"]}


def test_late_deed_earns_nothing_but_is_told_apart():
    states = [
        rg.outcomes(*w.World([statement()], [action(done=n)]).frames(), **CHOICES)["state"].iloc[0]
        for n in (0, 1, 10, 11, 20, 21)
    ]
    assert states == ["unfulfilled", "kept", "kept", "late", "late", "unfulfilled"]


def test_period_without_words_is_missing_not_zero():
    frame = result_of([statement(said=0), statement("S2", 70)], [action()], freq="MS").frame
    assert frame["n_statements"].tolist() == [1, 0, 1]
    assert frame["gap"].isna().tolist() == [False, True, False]
    assert (frame.loc[frame["gap"].isna(), "reason"].str.len() > 5).all()


def test_flow_without_words_or_deeds_is_missing():
    frame = rg.flow_balance(
        *w.World([statement(said=0), statement("S2", 70)], [action()]).frames(), freq="MS"
    )
    assert frame["balance"].isna().tolist() == [False, True, False]
    assert frame["log_ratio"].isna().tolist() == [False, True, False]


def test_blank_columns_are_as_good_as_none():
    statements, actions = w.World([statement(), statement("S2", 40)], [action()]).frames()
    blank = statements.assign(
        valence=None, deadline=pd.NaT, trigger_state=None, cluster=None, strength=None, topic=None
    )
    plain = rg.gap_index(statements, actions, **CHOICES).frame
    pd.testing.assert_frame_equal(
        plain, rg.gap_index(blank, actions.assign(effect=None, part_of=None, attempted=None), **CHOICES).frame
    )
