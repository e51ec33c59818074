"""Many specifications at once: what is run, what is kept, what is said of it."""

from __future__ import annotations

import json
import sys
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import small_tables as t

import rhetoric_gap as rg
from rhetoric_gap.pairing.inputs import read_inputs
from rhetoric_gap.studies import Multiverse, _runs
from rhetoric_gap.studies._grid import make_plan, usual_grid
from rhetoric_gap.studies._joint import draw_moves, shifted_gaps
from rhetoric_gap.studies._runs import Question

AS_OF = "2024-12-31"
TIMED = ["seconds"]


def small_world() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Twenty words, half of them answered within 20 days, in two topics and five crises."""
    said = [
        t.word(f"S{i:02}", 12 * i, topic="ab"[i % 2], cluster=f"c{i // 4}", severity=0.2 + 0.2 * (i % 5),
               strength=2 + i % 3, trigger_state="not_fired" if i % 7 == 3 else "none")
        for i in range(20)
    ]  # fmt: skip
    done = [
        t.deed(f"A{i:02}", 12 * i + 5 + i % 16, topic="ab"[i % 2], severity=0.2 + 0.1 * (i % 6))
        for i in range(0, 20, 2)
    ]
    return t.words(*said), t.deeds(*done)


@pytest.fixture(scope="module")
def study() -> Multiverse:
    said, done = small_world()
    grid = {"window": [10, 30], "assignment": ["optimal", "best"], "min_lag": [1, 20]}
    return rg.multiverse(said, done, grid, as_of=AS_OF)


def same(a: Multiverse, b: Multiverse) -> None:
    """Compare everything but the seconds."""
    pd.testing.assert_frame_equal(a.frame.drop(columns=TIMED), b.frame.drop(columns=TIMED))
    pd.testing.assert_frame_equal(a.influence, b.influence)
    assert (a.curve, a.notes, a.choices) == (b.curve, b.notes, b.choices)
    assert (a.joint is None) == (b.joint is None)
    if a.joint is not None and b.joint is not None:
        assert a.joint.p_mean_z == b.joint.p_mean_z
        assert a.joint.p_each.tolist() == b.joint.p_each.tolist()


def test_golden_numbers_of_the_three_assignments(golden: dict[str, Any]) -> None:
    main = golden["main"]
    said = pd.DataFrame(main["statements"]).rename(columns={"id": "statement_id"}).drop(columns="severity")
    done = pd.DataFrame(main["actions"]).rename(columns={"id": "action_id"}).drop(columns="magnitude")
    grid = {"assignment": ["optimal", "earliest", "best"]}
    found = rg.multiverse(said, done, grid, as_of="2024-06-30")
    assert found.frame["estimate"].round(6).tolist() == [0.395683, 0.525180, 0.183453]
    assert found.frame["default"].tolist() == [True, False, False]
    assert found.curve.median == pytest.approx(0.395683, abs=1e-6)


def test_every_row_is_what_gap_index_says_alone(study: Multiverse) -> None:
    said, done = small_world()
    assert study.choices == ("window", "assignment", "min_lag")
    for row in study.frame.dropna(subset="estimate").to_dict("records"):
        choices = {name: row[name] for name in study.choices}
        alone = rg.gap_index(said, done, as_of=AS_OF, **choices).frame.iloc[0]
        assert row["estimate"] == row["gap"] == alone["gap"]
        for name in ("lower", "upper", "bound_low", "bound_high", "n", "n_open", "bark"):
            assert row[name] == pytest.approx(alone[name], nan_ok=True)


def test_impossible_combinations_stay_with_their_reason(study: Multiverse) -> None:
    frame = study.frame
    assert len(frame) == 8
    lost = frame.loc[frame["estimate"].isna()]
    assert lost[["window", "min_lag"]].drop_duplicates().to_numpy().tolist() == [[10, 20]]
    assert set(lost["reason"]) == {"min_lag must be between 0 and window, got 20"}
    assert study.curve.n == 6
    assert any(note.startswith("2 specifications without an estimate: min_lag must") for note in study.notes)
    assert "8 specifications of window, assignment, min_lag, 2 without an estimate" in str(study)


def test_influence_is_that_of_the_rows(study: Multiverse) -> None:
    assert set(study.influence["choice"]) == set(study.choices)
    assert study.influence["first_order"].is_monotonic_decreasing
    row = study.influence.set_index("choice").loc["assignment"]
    pairs = study.frame.dropna(subset="estimate").pivot(index=["window", "min_lag"], columns="assignment")[
        "estimate"
    ]
    assert row["mean_difference"] == pytest.approx((pairs["optimal"] - pairs["best"]).abs().mean())
    assert (row["lowest_at"], row["n_pairs"]) == ("best", 3)


def test_rows_in_any_order_give_the_same_study() -> None:
    said, done = small_world()
    options: dict[str, Any] = {"grid": {"window": [20, 30]}, "as_of": AS_OF, "n_permutations": 9}
    shuffled = said.sample(frac=1, random_state=1), done.sample(frac=1, random_state=2)
    same(rg.multiverse(said, done, **options), rg.multiverse(*shuffled, **options))


def test_several_processes_find_the_same() -> None:
    grid = {"window": [10, 30]}
    two = rg.multiverse(*small_world(), grid, as_of=AS_OF, n_jobs=2)
    same(two, rg.multiverse(*small_world(), grid, as_of=AS_OF))


def test_listed_specifications_are_taken_as_they_stand() -> None:
    said, done = small_world()
    listed = [{}, {"window": 30}, rg.Spec(window=20, assignment="best"), {"window": "30D"}]
    found = rg.multiverse(said, done, listed, as_of=AS_OF)
    assert found.frame[["window", "assignment"]].to_numpy().tolist() == [
        [60, "optimal"],
        [30, "optimal"],
        [20, "best"],
    ]
    assert "1 specification given more than once counted once" in found.notes
    assert found.frame["default"].tolist() == [True, False, False]


@pytest.mark.parametrize(
    ("grid", "text"),
    [
        ({}, "the grid is empty"),
        ({"window": 30}, "needs a list of values, got window=30"),
        ({"match": "topic"}, "needs a list of values, got match='topic'"),
        ({"window": []}, "no value is given for window"),
        ([], "dict of lists or a list of dicts or Specs"),
        ("window", "dict of lists or a list of dicts or Specs"),
        ([30, 60], "must be a dict or a Spec, got int"),
    ],
)
def test_a_grid_that_means_nothing_is_refused(grid: Any, text: str) -> None:
    with pytest.raises(rg.RhetoricGapError, match=text):
        rg.multiverse(*small_world(), grid)


@pytest.mark.parametrize(
    ("grid", "text"),
    [
        ({"windows": [30]}, r"choice in grid='windows' is not known; .* Did you mean 'window'\?"),
        ({"match": ["topic", "cod"]}, r"match='cod' is not known; .* Did you mean 'code'\?"),
        ({"scale": ["cameo", "one"]}, "scale='one' is not known"),
    ],
)
def test_words_that_are_no_options_are_mistakes_not_rows(grid: Any, text: str) -> None:
    with pytest.raises(rg.UnknownOptionError, match=text):
        rg.multiverse(*small_world(), grid)


def test_arguments_that_make_no_sense_are_all_named() -> None:
    with pytest.raises(rg.RhetoricGapError) as error:
        rg.multiverse(*small_world(), by="topic", contrast=("topic", "a"), n_permutations=-1, n_jobs=0)  # type: ignore[arg-type]
    for text in (
        "pass statistic= too",
        "('target', 'KOR', 'USA')",
        "0 for none, got -1",
        "-1 for all cores, got 0",
    ):
        assert text in str(error.value)


def test_usual_grid_of_matched_tables() -> None:
    grid, notes = usual_grid(read_inputs(*small_world(), None, AS_OF, None, {}))
    assert grid == {
        "window": [30, 60, 90],
        "assignment": ["optimal", "earliest", "best"],
        "conditional": ["triggered", "all"],
        "min_strength": [2, 3],
    }
    assert notes == (
        "Not in the grid: match (the tables allow no rule but 'topic')",
        "Not in the grid: scale (no statement here depends on it)",
    )
    plan = make_plan(grid, rg.Spec())
    assert (len(plan), plan.specs.count(rg.Spec())) == (36, 1)


def test_usual_grid_of_codes_varies_match_and_scale() -> None:
    said = t.words(
        t.word("S1", severity=None, code="138", topic="a"), t.word("S2", severity=None, code="1381")
    )
    done = t.deeds(t.deed("A1", severity=None, code="191", topic="a"))
    grid, _ = usual_grid(read_inputs(said, done, None, AS_OF, rg.Spec(window=45), {}))
    assert grid["match"] == ["code", "topic"]
    assert grid["scale"] == ["cameo", "ones"]
    assert grid["window"] == [30, 45, 60, 90]


def test_usual_grid_of_a_coded_case_leaves_pairing_out() -> None:
    case = rg.load_dataset("north_korea")
    grid, notes = usual_grid(read_inputs(case, None, None, None, None, {}))
    assert list(grid) == ["window", "conditional", "min_strength"]
    assert notes[0] == "Not in the grid: match, assignment (the coded links are the whole truth)"
    usual = rg.Spec(conditional="all", min_strength=3)
    found = rg.multiverse(case, grid={"conditional": ["triggered", "all"]}, spec=usual)
    assert found.frame["default"].tolist() == [False, True]
    assert found.frame["estimate"].iloc[1] == rg.gap_index(case, conditional="all", min_strength=3).gap


def test_choices_that_make_no_difference_are_named() -> None:
    case = rg.load_dataset("north_korea")
    found = rg.multiverse(
        case, grid={"assignment": ["optimal", "best"], "window": [30, 60]}, n_permutations=9
    )
    assert found.frame["same_as"].tolist() == [pd.NA, pd.NA, 1, 2]
    (note,) = [n for n in found.notes if "identical" in n]
    assert note.startswith(
        "2 of 4 specifications come out identical to another in every outcome; assignment makes"
    )
    assert found.joint is None
    assert any(n.startswith("No joint test: links drawn by a coder") for n in found.notes)
    assert found.frame["p"].isna().all()


def test_interval_level_alone_is_a_difference() -> None:
    found = rg.multiverse(*small_world(), {"level": [0.9, 0.95]}, as_of=AS_OF)
    assert found.frame["level"].tolist() == [0.9, 0.95]
    assert found.frame["same_as"].isna().all()


def test_scales_are_named_and_none_is_kept() -> None:
    said = t.words(t.word("S1", severity=None, code="138"), t.word("S2", 40, severity=None, code="1381"))
    done = t.deeds(t.deed("A1", 9, severity=None, code="191"), t.deed("A2", 50, severity=None, code="191"))
    one, two = (rg.get_scale().with_overrides(severity={"191": x}, name="mine") for x in (0.5, 0.6))
    grid = {"scale": ["cameo", one, two], "collapse": [None, 14]}
    found = rg.multiverse(said, done, grid, as_of=AS_OF, spec=rg.Spec(match="code"))
    names = found.frame["scale"].tolist()
    assert names[0] == "cameo"
    assert names[2] == f"mine {one.digest[:6]}" != names[4] == f"mine {two.digest[:6]}"
    assert found.frame["collapse"].tolist() == [None, 14] * 3
    assert found.frame["estimate"].notna().all()


def test_nothing_to_score_is_a_row_with_a_reason() -> None:
    said = t.words(t.word("S1", strength=2), t.word("S2", 400, strength=3))
    found = rg.multiverse(
        said, t.deeds(), {"min_strength": [2, 3]}, as_of="2025-02-10", spec=rg.Spec(match="any")
    )
    assert found.frame["estimate"].tolist()[0] == 1.0
    assert np.isnan(found.frame["estimate"].iloc[1])
    assert found.frame["reason"].iloc[1] == "no statement in the risk set: 1 open, 1 untestable"
    none = rg.multiverse(t.words(), t.deeds(), {"window": [30, 60]}, as_of=AS_OF)
    assert none.curve.n == 0
    assert "no specification has an estimate" in str(none)


def test_warnings_of_many_specifications_are_given_once() -> None:
    said, done = t.words(t.word("S1"), t.word("S2", 50)), t.deeds(t.deed("A1"))
    with pytest.warns(
        rg.RhetoricGapWarning, match=r"2 of 2 specifications warned: Neither codes nor topics"
    ) as caught:
        rg.multiverse(said, done, {"window": [20, 30]}, as_of=AS_OF)
    assert len(caught) == 1
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        rg.multiverse(said, done, {"match": ["any"]}, as_of=AS_OF)


def contrast_of(result: rg.GapResult) -> float:
    """Difference of two groups' gaps."""
    gaps = result.frame.set_index("topic")["gap"]
    return float(gaps["a"] - gaps["b"])


def test_a_statistic_of_groups_equals_the_contrast() -> None:
    said, done = small_world()
    grid = {"window": [10, 30]}
    asked = rg.multiverse(said, done, grid, as_of=AS_OF, statistic=contrast_of, by="topic", n_permutations=5)
    built = rg.multiverse(said, done, grid, as_of=AS_OF, contrast=("topic", "a", "b"), n_permutations=99)
    assert asked.frame["estimate"].tolist() == pytest.approx(built.frame["estimate"].tolist())
    assert asked.frame["gap"].tolist() == built.frame["gap"].tolist()
    assert (asked.statistic, built.statistic) == ("contrast_of", "gap of topic a less that of b")
    assert asked.null == built.null == 0.0
    assert any("use contrast= for a difference of groups" in note for note in asked.notes)
    assert asked.joint is None
    assert built.joint is not None and built.joint.n == 99
    assert 0 < built.joint.p_mean_z <= 1
    assert asked.frame["lower"].isna().all() and built.frame["lower"].notna().all()


def test_contrast_names_what_it_does_not_find() -> None:
    with pytest.raises(
        rg.UnknownOptionError, match="value of 'topic' in contrast='c' is not known; allowed: 'a', 'b'"
    ):
        rg.multiverse(*small_world(), {"window": [30]}, as_of=AS_OF, contrast=("topic", "a", "c"))
    with pytest.raises(rg.UnknownOptionError, match=r"column of contrast='topics' .* Did you mean 'topic'\?"):
        rg.multiverse(*small_world(), {"window": [30]}, as_of=AS_OF, contrast=("topics", "a", "b"))


def test_statistics_that_fail_say_where() -> None:
    with pytest.raises(rg.RhetoricGapError, match="statistic must return one number, got str"):
        rg.multiverse(*small_world(), {"window": [30]}, as_of=AS_OF, statistic=lambda r: "x")  # type: ignore[arg-type,return-value]
    with pytest.raises(KeyError) as error:
        rg.multiverse(
            *small_world(), {"window": [30]}, as_of=AS_OF, statistic=lambda r: r.frame.loc[0, "nothing"]
        )
    assert "window=30" in error.value.__notes__[0]
    found = rg.multiverse(*small_world(), {"window": [30]}, as_of=AS_OF, statistic=lambda r: float("nan"))
    assert found.frame["reason"].tolist() == ["the statistic is not defined here"]


@pytest.mark.parametrize("assignment", ["optimal", "earliest", "best"])
@pytest.mark.parametrize("match", ["topic", "any"])
def test_deeds_that_stay_in_place_give_the_gap_itself(assignment: Any, match: Any) -> None:
    """The joint test pairs by another way than gap_index: unmoved, both must agree."""
    said, done = small_world()
    inputs = read_inputs(said, done, None, AS_OF, None, {})
    question = Question(inputs.statements, inputs.actions, None, inputs.as_of)
    for spec in (
        rg.Spec(window=25, assignment=assignment, match=match),
        rg.Spec(window=25, assignment=assignment, match=match, half_life=10, collapse=30, conditional="all"),
    ):
        moves = draw_moves(question, [spec], "donut", 3, 0)
        found = set(np.round(shifted_gaps(question, spec, moves.unit, 0, 0 * moves.days), 9))
        assert found == {round(rg.gap_index(said, done, as_of=AS_OF, spec=spec).gap, 9)}


def test_deeds_that_answer_words_are_told_from_chance() -> None:
    case = rg.make_case(n_statements=60, n_dyads=3, true_gap=0.3, background_rate=0.01, n_topics=2, seed=4)
    found = rg.multiverse(
        case.statements,
        case.actions,
        {"window": [30, 60]},
        as_of=case.coverage_end,
        n_permutations=19,
        seed=1,
    )
    assert found.joint is not None
    assert found.joint.p_median == found.joint.p_mean_z == 1 / 20
    assert (found.frame["expected"] > found.frame["estimate"] + 0.1).all()
    assert found.curve.share_one_sign == 1.0
    assert found.null is None
    assert found.chance is not None
    assert found.chance.columns.tolist() == ["rank", "lower", "median", "upper"]
    assert any("up to 360 days either way (by 60 or more" in note for note in found.notes)
    turned = rg.multiverse(
        case.statements,
        case.actions,
        {"window": [60]},
        as_of=case.coverage_end,
        n_permutations=19,
        shift="circular",
    )
    assert any("Joint test: deeds moved all together" in note for note in turned.notes)


def test_a_record_too_short_to_move_deeds_says_so() -> None:
    said, done = t.words(t.word("S1"), t.word("S2", 20)), t.deeds(t.deed("A1"))
    found = rg.multiverse(
        said, done, {"window": [40]}, as_of=AS_OF, spec=rg.Spec(match="any"), n_permutations=9
    )
    assert found.joint is None
    assert any(n.startswith("No joint test: the record covers 21 days") for n in found.notes)


GRID = {"window": [10, 20, 30, 40]}


def let_run(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """Let only so many specifications run before the power fails."""
    left = [number]

    def run(*args: Any) -> Any:
        if not left[0]:
            raise KeyboardInterrupt
        left[0] -= 1
        return _runs.run_specification(*args)

    # By its module, whose name is that of the function.
    monkeypatch.setattr(sys.modules["rhetoric_gap.studies.multiverse"], "run_specification", run)


def test_killed_run_goes_on_where_it_stopped(tmp_path: Path) -> None:
    path = tmp_path / "runs.jsonl"
    with pytest.MonkeyPatch.context() as patch:
        let_run(patch, 2)
        with pytest.raises(KeyboardInterrupt):
            rg.multiverse(*small_world(), GRID, as_of=AS_OF, resume=path)
    assert len(path.read_text().splitlines()) == 1 + 2
    # The third was being written when the power failed.
    with path.open("a") as file:
        file.write('{"key": "spec 12')
    with pytest.MonkeyPatch.context() as patch:
        let_run(patch, 2)  # two are enough for the rest
        found = rg.multiverse(*small_world(), GRID, as_of=AS_OF, resume=str(path))
    same(found, rg.multiverse(*small_world(), GRID, as_of=AS_OF))
    assert len(path.read_text().splitlines()) == 1 + 4
    with pytest.MonkeyPatch.context() as patch:
        let_run(patch, 0)  # nothing is left to run
        same(found, rg.multiverse(*small_world(), GRID, as_of=AS_OF, resume=path))


def test_permutations_are_kept_and_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["rhetoric_gap.studies._joint"], "BLOCK", 6)
    path, options = tmp_path / "runs.jsonl", {"grid": {"window": [20, 30]}, "as_of": AS_OF}
    short = rg.multiverse(*small_world(), **options, resume=path, n_permutations=6)
    lines = path.read_text().splitlines()
    long = rg.multiverse(*small_world(), **options, resume=path, n_permutations=12)
    assert path.read_text().splitlines()[: len(lines)] == lines
    # A block for each of two specifications, near and away.
    assert len(path.read_text().splitlines()) == len(lines) + 4
    assert short.joint is not None and long.joint is not None
    same(long, rg.multiverse(*small_world(), **options, n_permutations=12))


def test_file_of_other_data_is_refused(tmp_path: Path) -> None:
    path, (said, done) = tmp_path / "runs.jsonl", small_world()
    rg.multiverse(said, done, {"window": [20]}, as_of=AS_OF, resume=path)
    before = path.read_bytes()
    other = said.assign(severity=said["severity"].where(said.index != 3, 0.9))
    with pytest.raises(
        rg.RhetoricGapError, match="runs of other data or settings: statements differ from then"
    ):
        rg.multiverse(other, done, {"window": [20]}, as_of=AS_OF, resume=path)
    with pytest.raises(rg.RhetoricGapError, match="as_of, seed and n_boot differ from then"):
        rg.multiverse(said, done, {"window": [20]}, as_of="2024-12-30", resume=path, seed=1)
    assert path.read_bytes() == before
    rg.multiverse(said.sample(frac=1, random_state=3), done, {"window": [20]}, as_of=AS_OF, resume=path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", ["notes of mine", "a\nb\n", "[1]\n"])
def test_file_of_somebody_else_is_not_touched(tmp_path: Path, content: str) -> None:
    path = tmp_path / "mine.txt"
    path.write_text(content)
    with pytest.raises(rg.RhetoricGapError, match=r"not a file of finished runs|line 1 of .* cannot be read"):
        rg.multiverse(*small_world(), {"window": [20]}, as_of=AS_OF, resume=path)
    assert path.read_text() == content


def test_file_that_was_killed_in_its_first_line_starts_again(tmp_path: Path) -> None:
    path = tmp_path / "runs.jsonl"
    path.write_text('{"kind": "rhetoric_gap runs", "for')
    rg.multiverse(*small_world(), {"window": [20]}, as_of=AS_OF, resume=path)
    assert [sorted(json.loads(line)) for line in path.read_text().splitlines()] == [
        ["format", "kind", "made_of"],
        ["found", "key"],
    ]
    with pytest.raises(rg.RhetoricGapError, match="in a folder that exists"):
        rg.multiverse(*small_world(), {"window": [20]}, as_of=AS_OF, resume=tmp_path / "no" / "runs.jsonl")


def test_progress_is_shown_where_asked(capsys: pytest.CaptureFixture[str]) -> None:
    rg.multiverse(*small_world(), {"window": [20, 30]}, as_of=AS_OF, progress=True)
    assert "specifications: 100%" in capsys.readouterr().err
    rg.multiverse(*small_world(), {"window": [20]}, as_of=AS_OF)
    assert capsys.readouterr().err == ""
