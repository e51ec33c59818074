"""What is known from published studies comes out of the tallies, by hand and through the index."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pandas as pd
import pytest

import rhetoric_gap as rg
from rhetoric_gap.datasets import Case, case_from_counts, load_dataset
from rhetoric_gap.errors import SchemaError, UnknownOptionError

CASE = load_dataset("published_cells")
FIGURES = CASE.tables["figures"]


def tally(study: str, grouping: str = "all", group: str = "all", by: str = "cell") -> dict[str, int]:
    """Counts of one study and group, by state of the index or by the source's outcome."""
    cells = CASE.tables["cells"]
    rows = cells[(cells["study"] == study) & (cells["grouping"] == grouping) & (cells["group"] == group)]
    return {str(key): int(count) for key, count in zip(rows[by], rows["count"], strict=True)}


def ratio(top: float, bottom: float) -> float:
    return top / bottom


def rebuilt(study: str, grouping: str, group: str, measure: str) -> float:
    """Work a figure out from the tables, by the definitions of the method page."""
    if study == "campaign_promises":
        shares = CASE.tables["shares"].set_index("cell")["share"]
        return 1 - shares["kept"] - (shares["partial"] / 2 if measure == "gap" else 0)
    if study == "ukraine_aid":
        amounts = CASE.tables["amounts"].set_index("stage")["amount"]
        return 1 - amounts["allocated"] / amounts["committed"]
    if study == "flight_tests":
        tests = tally(study, by="outcome")
        failed, known = tests["failure"], tests["success"] + tests["failure"]
        shares_of = {"failure_share": (failed, known), "bound_low": (failed, known + tests["unknown"])}
        shares_of["bound_high"] = (failed + tests["unknown"], known + tests["unknown"])
        return ratio(*shares_of[measure])
    if measure == "unannounced_share":
        counts = [
            sum(tally(study, grouping, which, by="outcome").values())
            for which in ("unannounced", "announced")
        ]
        return ratio(counts[0], sum(counts))
    cell = tally(study, grouping, group)
    total, kept, partial = sum(cell.values()), cell["kept"], cell.get("partial", 0)
    lost = cell["unfulfilled"] + partial / 2
    tested = kept + partial + cell["unfulfilled"]
    untested = total - tested
    formulas: dict[str, Callable[[], float]] = {
        "gap": lambda: lost / tested,
        "naive": lambda: (total - kept) / total,
        "bound_low": lambda: lost / total,
        "bound_high": lambda: (lost + untested) / total,
        "empty_share": lambda: lost / (total - cell["trigger_unknown"]),
        "follow_through": lambda: kept / tested,
    }
    return formulas[measure]()


REBUILDABLE = FIGURES[FIGURES["basis"] != "given"]
KEYS = ["study", "grouping", "group", "measure"]


@pytest.mark.parametrize(
    "number", range(len(REBUILDABLE)), ids=REBUILDABLE[KEYS].agg("-".join, axis=1).tolist()
)
def test_every_figure_with_a_basis_is_rebuilt(number: int) -> None:
    row = REBUILDABLE.iloc[number]
    assert round(rebuilt(*row[KEYS]), int(row["decimals"])) == row["value"]


def test_the_figures_are_those_of_the_method_page() -> None:
    known = {
        ("sanctions_bargaining", "all"): {
            "gap": 0.286,
            "naive": 0.449,
            "bound_low": 0.221,
            "bound_high": 0.449,
        },
        ("sanctions_bargaining", "USA"): {"gap": 0.343},
        ("sanctions_bargaining", "others"): {"gap": 0.247},
        ("sanctions_bargaining", "1970s"): {"gap": 0.331},
        ("sanctions_bargaining", "1980s"): {"gap": 0.268},
        ("sanctions_bargaining", "1990s"): {"gap": 0.273},
        ("sanctions_bargaining", "1970s to 1990s"): {"change": -0.0575, "mix": -0.0024, "behaviour": -0.0551},
        ("sanction_threats", "all"): {"naive": 0.538, "empty_share": 0.217, "follow_through": 0.701},
        ("sanction_threats", "unannounced"): {"unannounced_share": 0.425},
        ("promise_tracker", "all"): {"gap": 0.653, "bound_low": 0.270, "bound_high": 0.856},
        ("campaign_promises", "all"): {"gap": 0.385, "gap_strict": 0.52},
        ("ukraine_aid", "all"): {"gap": 0.465},
        ("flight_tests", "all"): {"failure_share": 0.150, "bound_low": 0.135, "bound_high": 0.237},
    }
    assert {
        key: dict(zip(part["measure"], part["value"], strict=True))
        for key, part in FIGURES.groupby(["study", "group"])
    } == known


def test_counts_are_those_of_the_studies() -> None:
    assert tally("sanctions_bargaining", by="outcome") == {
        "concede": 144,
        "stand firm": 349,
        "back down": 140,
    }
    assert sum(tally("sanction_threats").values()) == 1053
    assert sum(tally("promise_tracker").values()) == 174
    impositions = {
        which: sum(tally("sanction_threats", "announcement", which, by="outcome").values())
        for which in ("announced", "unannounced")
    }
    assert impositions == {"announced": 486, "unannounced": 359}
    assert impositions["announced"] == tally("sanction_threats")["kept"]


def test_the_two_groups_of_senders_add_up_to_the_whole() -> None:
    usa, others = (tally("sanctions_bargaining", "sender", group) for group in ("USA", "others"))
    whole = tally("sanctions_bargaining")
    assert {cell: usa[cell] + others[cell] for cell in usa} == {cell: whole[cell] for cell in usa}
    assert (sum(usa.values()), sum(others.values())) == (201, 288)


def test_the_change_by_decade_is_consistent_but_fixes_no_counts() -> None:
    given = FIGURES[FIGURES["grouping"] == "decade"].set_index(["group", "measure"])["value"]
    span = given["1970s to 1990s"]
    assert round(span["mix"] + span["behaviour"], 4) == span["change"]
    assert abs(given["1990s"]["gap"] - given["1970s"]["gap"] - span["change"]) <= 0.001
    rates = {decade: given[decade]["gap"] for decade in ("1970s", "1980s", "1990s")}
    assert len(decade_counts(rates, span["change"], failed=140, tested=489)) == 10


def decade_counts(
    rates: dict[str, float], change: float, *, failed: int, tested: int
) -> list[tuple[int, ...]]:
    """Whole-number counts for three decades that give the rounded rates and their change."""
    pairs = {
        decade: [
            (x, n)
            for n in range(2, tested)
            for x in range(int(rate * n) - 1, int(rate * n) + 3)
            if round(x / n, 3) == rate
        ]
        for decade, rate in rates.items()
    }
    middle = set(pairs["1980s"])
    found = []
    for x0, n0 in pairs["1970s"]:
        for x2, n2 in pairs["1990s"]:
            rest = (failed - x0 - x2, tested - n0 - n2)
            if rest in middle and round(float(Fraction(x2, n2) - Fraction(x0, n0)), 4) == change:
                found.append((x0, n0, *rest, x2, n2))
    return found


@pytest.mark.parametrize(
    ("study", "kind", "gap", "low", "high"),
    [
        ("sanctions_bargaining", "threat", 140 / 489, 140 / 633, 284 / 633),
        ("sanction_threats", "threat", 207 / 693, 207 / 1053, 567 / 1053),
        ("promise_tracker", "promise", 47 / 72, 47 / 174, 149 / 174),
    ],
)
def test_the_index_of_an_expanded_tally_is_the_published_one(
    study: str, kind: str, gap: float, low: float, high: float
) -> None:
    cells = CASE.tables["cells"]
    rows = cells[(cells["study"] == study) & (cells["grouping"] == "all") & (cells["counted"] == kind)]
    result = rg.gap_index(case_from_counts(rows[["cell", "count"]], kind=kind))  # type: ignore[arg-type]
    row = result.frame.iloc[0]
    assert (row["gap"], row["bound_low"], row["bound_high"]) == pytest.approx((gap, low, high), abs=1e-12)
    assert row["lower"] < gap < row["upper"]


def test_groups_of_a_tally_become_groups_of_the_index() -> None:
    cells = CASE.tables["cells"]
    rows = cells[(cells["study"] == "sanctions_bargaining") & (cells["grouping"] == "sender")]
    result = rg.gap_index(case_from_counts(rows[["group", "cell", "count"]]), by="group")
    assert result.frame.set_index("group")["gap"].to_dict() == pytest.approx(
        {"USA": 69 / 201, "others": 71 / 288}
    )


def all_cells() -> Case:
    counts = {
        "kept": 3,
        "partial": 2,
        "unfulfilled": 2,
        "not_triggered": 1,
        "trigger_unknown": 1,
        "complied": 1,
        "withdrawn": 1,
    }
    tally_of_all = pd.DataFrame({"cell": [*counts, "superseded", "open"], "count": [*counts.values(), 1, 2]})
    return case_from_counts(tally_of_all, kind="promise")


def test_every_cell_comes_out_as_its_state() -> None:
    case = all_cells()
    states = rg.outcomes(case).set_index("statement_id")["state"]
    assert case.statements is not None
    expected = case.statements.set_index("statement_id")["cell"]
    assert states.reindex(expected.index).tolist() == expected.tolist()


def test_an_expanded_tally_is_plain_tables() -> None:
    case = all_cells()
    statements, actions = case.require_tables()
    assert case.links is not None and case.coding == "complete"
    assert statements["statement_id"].tolist() == [f"S{i:02d}" for i in range(1, 15)]
    assert statements["cluster"].is_unique
    assert set(statements["severity"]) == set(actions["severity"]) == {1.0}
    assert set(statements["valence"]) == {"cooperation"}
    assert case.links["match"].tolist() == [1.0, 1.0, 1.0, 0.5, 0.5]
    assert (statements.loc[statements["cell"] == "open", "deadline"] > case.coverage_end).all()
    assert statements.loc[statements["cell"] != "open", "deadline"].isna().all()
    pd.testing.assert_frame_equal(statements, all_cells().require_tables()[0])


def test_groups_and_own_fields_are_handed_on() -> None:
    cells = pd.DataFrame(
        {
            "cell": ["kept", "unfulfilled"],
            "count": [2, 1],
            "actor": ["USA", "FRA"],
            "date": ["1975-06-01", "1985-06-01"],
        }
    )
    cells = cells.assign(decade=["1970s", "1980s"]).set_index(pd.Index([7, 7]))
    before = cells.copy()
    case = case_from_counts(cells)
    statements, actions = case.require_tables()
    assert statements["actor"].tolist() == ["USA", "USA", "FRA"]
    assert statements["decade"].tolist() == ["1970s", "1970s", "1980s"]
    assert statements["date"].dt.year.tolist() == [1975, 1975, 1985]
    assert actions["actor"].tolist() == ["USA", "USA"]
    assert (actions["date"] - statements["date"].head(2)).dt.days.tolist() == [30, 30]
    pd.testing.assert_frame_equal(cells, before)


def test_a_tally_without_a_deed_still_has_its_tables() -> None:
    case = case_from_counts(pd.DataFrame({"cell": ["unfulfilled", "kept"], "count": [12, 0]}))
    _, actions = case.require_tables()
    assert len(actions) == 0 and actions.columns.tolist()[0] == "action_id"
    assert rg.gap_index(case).gap == 1.0


def test_every_fault_of_a_tally_is_reported() -> None:
    cells = pd.DataFrame(
        {
            "cell": ["keept", None, "open"],
            "count": [2.5, -1, "many"],
            "date": ["soon", "2000-01-01", "2000-01-01"],
            "severity": 1,
        }
    )
    with pytest.raises(SchemaError) as error:
        case_from_counts(cells)
    failures = error.value.failures
    assert failures[["row", "column"]].to_numpy(dtype=object).tolist() == [
        [None, "severity"],
        [0, "cell"],
        [1, "cell"],
        [0, "count"],
        [1, "count"],
        [2, "count"],
        [0, "date"],
    ]
    assert failures.loc[1, "hint"] == "Did you mean 'kept'?"
    assert "trigger_unknown" in failures.loc[1, "rule"]


@pytest.mark.parametrize(
    ("cells", "columns"),
    [
        (pd.DataFrame({"n": [1]}), ["cell", "count"]),
        (pd.DataFrame({"cell": ["kept"], "count": [0]}), ["count"]),
        (pd.DataFrame({"cell": [], "count": []}), ["count"]),
    ],
)
def test_a_tally_of_nothing_is_refused(cells: pd.DataFrame, columns: list[str]) -> None:
    with pytest.raises(SchemaError) as error:
        case_from_counts(cells)
    assert error.value.failures["column"].tolist() == columns


def test_kind_is_one_of_two() -> None:
    with pytest.raises(
        UnknownOptionError, match=r"kind='threats' .*'threat', 'promise'.*Did you mean 'threat'"
    ):
        case_from_counts(pd.DataFrame({"cell": ["kept"], "count": [1]}), kind="threats")  # type: ignore[arg-type]


def test_every_row_has_its_source_and_categories_are_in_the_codebook() -> None:
    sources = set(CASE.tables["sources"]["source"])
    for table, frame in CASE.tables.items():
        assert set(frame["source"]) <= sources
        book = CASE.codebook[
            (CASE.codebook["file"] == f"{table}.csv") & (CASE.codebook["type"] == "category")
        ]
        for column, allowed in zip(book["column"], book["range"], strict=True):
            assert set(frame[column].dropna()) == set(str(allowed).split(";")), (table, column)
