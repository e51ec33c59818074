"""A result as text, HTML, LaTeX and prose: complete, escaped, and under the wording rules."""

from __future__ import annotations

import dataclasses
import re
from typing import Any

import pandas as pd
import pytest

import rhetoric_gap as rg
from rhetoric_gap.gap.index import MEASURES
from rhetoric_gap.prose import CAUTION
from rhetoric_gap.render import display_table, format_assumptions

AS_OF = "2024-12-31"
NASTY = r"A&B_50% #1 $x$ ~^ {y} \z <i>"


def said(*severities: float, target: Any = "BBB", **columns: Any) -> pd.DataFrame:
    """Statements S1, S2, ... of 1 January 2024."""
    table = pd.DataFrame({"severity": severities}).assign(
        date="2024-01-01", actor="AAA", target=target, topic="x", valence="conflict"
    )
    table.insert(0, "statement_id", [f"S{i + 1}" for i in range(len(table))])
    return table.assign(**columns)


def done(*severities: float, target: Any = "BBB", **columns: Any) -> pd.DataFrame:
    """Deeds A1, A2, ... of 10 January 2024."""
    table = pd.DataFrame({"severity": list(severities)}, dtype=float).assign(
        date="2024-01-10", actor="AAA", target=target, topic="x", valence="conflict"
    )
    table.insert(0, "action_id", [f"A{i + 1}" for i in range(len(table))])
    return table.assign(**columns)


def score(statements: pd.DataFrame, actions: pd.DataFrame, **choices: Any) -> rg.GapResult:
    return rg.gap_index(statements, actions, **({"as_of": AS_OF, "match": "any"} | choices))


def prose_of(statements: pd.DataFrame, actions: pd.DataFrame, **choices: Any) -> str:
    return score(statements, actions, **choices).summary().prose


def many(number: int) -> rg.GapResult:
    """So many targets, one statement each, none kept."""
    return score(said(*[0.5] * number, target=[f"T{i:02d}" for i in range(number)]), done(), by="target")


# The object


def test_a_result_cannot_be_rebound() -> None:
    result = score(said(0.5), done(0.5))
    with pytest.raises(dataclasses.FrozenInstanceError):
        result.frame = pd.DataFrame()  # type: ignore[misc]
    assert result.gap == 0.0


def test_columns_stand_in_the_documented_order() -> None:
    result = score(said(0.5), done(0.5), by=["actor", "target"], freq="QE")
    assert list(result.frame.columns) == [
        *("actor", "target", "period", "period_start", "period_end"),
        *MEASURES,
    ]
    assert (result.by, result.freq, result.as_of) == (("actor", "target"), "QE", pd.Timestamp(AS_OF))


def test_the_gap_of_several_rows_is_refused() -> None:
    with pytest.raises(
        rg.RhetoricGapError, match=r"this result has 3 rows; read the column 'gap' of \.frame"
    ):
        _ = many(3).gap


def test_the_gap_of_nothing_is_missing() -> None:
    assert pd.isna(score(said(0.5, strength=1), done()).gap)


def test_showing_a_result_changes_nothing_and_prints_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    result = score(said(0.5, 0.6, target=["BBB", "CCC"]), done(0.5), by="target", freq="QE")
    tables = [result.frame, result.outcomes, result.links, result.actions]
    before = [table.copy(deep=True) for table in tables]
    texts = [repr(result), str(result), result._repr_html_(), result.to_latex(), str(result.summary())]
    assert all(texts)
    assert capsys.readouterr() == ("", "")
    for table, copy in zip(tables, before, strict=True):
        pd.testing.assert_frame_equal(table, copy)


# The table


def test_the_table_shows_what_some_row_has() -> None:
    """Cells that are 0 in every row are left out, except the five every reader looks for."""
    plain = display_table(score(said(0.5), done(0.5)))
    assert list(plain.columns) == [
        *(
            "n",
            "kept",
            "partial",
            "unfulf.",
            "open",
            "gap",
            "95 % interval",
            "bounds",
            "unannounced",
            "remark",
        )
    ]
    table = display_table(
        score(
            said(
                0.5,
                0.5,
                0.5,
                0.5,
                kind=["threat", "denial", "comment", "threat"],
                trigger_state=["none"] * 3 + ["not_fired"],
            ),
            done(0.5),
        )
    )
    assert table.loc[0, ["n", "not trig.", "untestable", "refusals, denials", "contradicted"]].tolist() == [
        *("1", "1", "1", "1", "1.00")
    ]
    assert "withdrawn" not in table and "late" not in table


def test_numbers_are_written_as_journals_do() -> None:
    """Two threats of .5, one kept: gap .5. The third was not triggered: bounds .5/1.5 and 1/1.5."""
    states = ["none", "none", "not_fired"]
    table = display_table(score(said(0.5, 0.5, 0.5, trigger_state=states), done(0.5)))
    assert table.loc[0, ["gap", "95 % interval", "bounds", "unannounced"]].tolist() == [
        *("0.50", "-", "[0.33, 0.67]", "0.00")
    ]
    assert table.loc[0, "remark"] == "only 2 scored, 10 needed for an interval"


def test_missing_numbers_and_missing_groups_are_dashes() -> None:
    table = display_table(score(said(0.5, strength=1, topic=[None]), done(), by="topic"))
    assert table.loc[0, ["topic", "gap", "95 % interval", "bounds", "unannounced"]].tolist() == ["-"] * 5
    assert table.loc[0, "remark"] == "no statement in the risk set: 1 untestable"


def test_the_level_is_in_the_title() -> None:
    result = score(said(0.5), done(0.5), level=0.9)
    assert "90 % interval" in display_table(result)
    assert "95 %" not in str(result)


def test_every_cell_is_text() -> None:
    table = many(3).summary().table
    assert all(isinstance(value, str) for value in table.to_numpy().ravel())


def test_an_empty_result_is_a_table_without_rows() -> None:
    result = score(said().astype({"severity": float}), done(0.5), by="target")
    assert len(result.summary().table) == 0
    assert "There is no statement to describe." in result.summary().prose
    assert "As of 2024-12-31" in str(result)
    assert "<table" in result._repr_html_()
    assert r"\toprule" in result.to_latex()


# Text and HTML


def test_prompt_shows_table_choices_and_notes() -> None:
    result = score(said(0.5), done(0.5), by="statement_id")
    assert repr(result) == str(result)
    lines = str(result).splitlines()
    assert lines[0].split()[:2] == ["statement_id", "n"]
    assert lines[1].split()[:3] == ["S1", "1", "1"]
    assert lines[2] == format_assumptions(result)
    assert lines[3] == f"Note: {result.notes[0]}"
    assert len(lines) == 3 + len(result.notes)


def test_html_escapes_what_users_wrote() -> None:
    result = score(said(0.5, target="<script>alert('x')</script> & co"), done(), by="target")
    text = result._repr_html_()
    assert "<script" not in text
    assert "&lt;script&gt;" in text and "&amp; co" in text
    assert text.count("<tr") == 2, "a head and one row"
    own = dataclasses.replace(result, notes=("a < b & c",))
    assert "<li>a &lt; b &amp; c</li>" in own._repr_html_()


def test_html_says_as_much_as_text() -> None:
    result = score(said(0.5), done(0.5))
    plain = re.sub(r"<[^>]+>", " ", result._repr_html_())
    for part in (format_assumptions(result), *result.notes, *display_table(result).to_numpy().ravel()):
        assert part in plain


# LaTeX


def bare_specials(tex: str) -> list[str]:
    """Characters that would stop LaTeX or vanish: specials that are neither escaped nor part of a command."""
    rest = re.sub(r"\\(text(asciitilde|asciicircum|backslash)|space)(\s|\{\})?", "", tex)
    rest = re.sub(r"\\[&%$#_{}]", "", rest)
    return re.findall(r"[%$#_~^{}\\]", rest)


def test_latex_rows_are_escaped_cell_by_cell() -> None:
    statements = (
        said(0.5, 0.5, target=[NASTY, "plain"]).rename(columns={"topic": "x"}).assign(**{"my_col%": "a_b"})
    )
    tex = score(statements, done(), by=["target", "my_col%"]).to_latex(caption="c", label="tab:gap")
    body = tex.split(r"\midrule")[1].split(r"\bottomrule")[0]
    head = tex.split(r"\toprule")[1].split(r"\midrule")[0]
    rows = [row for row in re.split(r"\\\\\s*\n", body) if row.strip()]
    columns = re.search(r"\\begin\{tabular\}\{(l+)\}", tex)
    assert columns is not None and len(rows) == 2
    for row in (head.replace("\\\\", ""), *rows):
        assert len(re.findall(r"(?<!\\)&", row)) == len(columns[1]) - 1
        assert bare_specials(re.sub(r"(?<!\\)&", "", row)) == []
    assert r"A\&B\_50\%" in rows[0]
    assert r"my\_col\%" in head


@pytest.mark.parametrize(
    "choices", [{}, {"level": 0.9}, {"partial": 0.25, "half_life": 30}, {"collapse": "14D", "parts": "parts"}]
)
def test_the_default_caption_is_escaped(choices: dict[str, Any]) -> None:
    tex = score(said(0.5), done(0.5), **choices).to_latex()
    caption = re.search(r"\\caption\{(.*)\}\n", tex)
    assert caption is not None and "As of 2024-12-31" in caption[1]
    assert bare_specials(caption[1]) == []


def test_the_default_caption_is_escaped_whatever_the_scale_is_called() -> None:
    scale = rg.get_scale().with_overrides(name="R&D #1 {x} $5 ~^")
    tex = score(said(0.5), done(0.5), scale=scale).to_latex()
    caption = re.search(r"\\caption\{(.*)\}\n", tex)
    assert caption is not None and "1" in caption[1]
    assert bare_specials(caption[1]) == [] and not re.search(r"(?<!\\)&", caption[1])


def test_a_caption_given_is_taken_as_latex() -> None:
    tex = score(said(0.5), done(0.5)).to_latex(caption=r"Gap, \emph{50\,\%}", label="tab:my_gap")
    assert r"\caption{Gap, \emph{50\,\%}}" in tex
    assert r"\label{tab:my_gap}" in tex
    assert r"\label" not in score(said(0.5), done(0.5)).to_latex()


def test_latex_is_one_balanced_table() -> None:
    tex = score(said(0.5, target=NASTY), done(), by="target", freq="ME").to_latex()
    assert tex.startswith(r"\begin{table}") and tex.rstrip().endswith(r"\end{table}")
    for word in ("toprule", "midrule", "bottomrule"):
        assert tex.count(rf"\{word}") == 1
    plain = re.sub(r"\\[{}]", "", tex)
    assert plain.count("{") == plain.count("}")


# Prose


def test_the_finding_is_told_with_its_cells() -> None:
    """Named .5 four times; deeds of .5 and .25: credits .5, .25, 0, 0, so the gap is 1 - .75/2 = .625."""
    first = prose_of(said(0.5, 0.5, 0.5, 0.5), done(0.5, 0.25)).splitlines()[0]
    assert first.startswith(
        "Overall, the gap is 0.62 over 4 scored statements in 1 cluster (1 kept, 1 partly, 2 unfulfilled); "
        "only 4 scored, 10 needed for an interval."
    )


def test_late_deeds_are_told_apart() -> None:
    text = prose_of(said(0.5, 0.5, target=["BBB", "CCC"]), done(0.5, date="2024-03-10"), window=60)
    assert "(0 kept, 0 partly, 2 unfulfilled, of which 1 late)" in text


def test_an_interval_is_told_with_its_level() -> None:
    number = 12
    targets = [f"T{i:02d}" for i in range(number)]
    kept = done(*[0.5] * 6, target=targets[:6])
    result = score(said(*[0.5] * number, target=targets), kept, level=0.8)
    row = result.frame.iloc[0]
    limits = f"{row['lower']:.2f} to {row['upper']:.2f}"
    expected = f"in 12 clusters (6 kept, 0 partly, 6 unfulfilled), 80 % interval {limits}."
    assert expected in result.summary().prose
    assert 0 < row["lower"] < 0.5 < row["upper"] < 1


@pytest.mark.parametrize(
    ("kept", "gap", "word"),
    [
        # Of the words 1 and .2 the small one is kept: gap 1/1.2 = .83, unweighted 1/2.
        (0.2, "0.83", "more"),
        # The grave one is kept: gap .2/1.2 = .17.
        (1.0, "0.17", "less"),
    ],
)
def test_where_severity_drives_the_result_the_prose_says_so(kept: float, gap: str, word: str) -> None:
    targets = ["BBB", "CCC"]
    text = prose_of(said(1.0, 0.2, target=targets), done(kept, target=targets[0 if kept == 1.0 else 1]))
    assert f"the gap is {gap} over 2" in text
    assert (
        f"Unweighted it is 0.50: severity drives the result, the gravest words being {word} often unfulfilled."
        in text
    )


def test_where_weighting_makes_no_difference_the_prose_is_silent() -> None:
    """Severities .5 and .52, one kept: gap .52/1.02 = .51 against .5 unweighted."""
    text = prose_of(said(0.5, 0.52, target=["BBB", "CCC"]), done(0.5))
    assert "the gap is 0.51" in text
    assert "nweighted" not in text


def test_what_was_not_tested_is_told_with_its_bounds() -> None:
    """One threat of .5 not kept, one not triggered, one withdrawn, one complied with: bounds .5/1.5 and 1."""
    text = prose_of(
        said(
            *[0.5] * 4,
            trigger_state=["none", "not_fired", "none", "none"],
            resolution=[None, None, "withdrawn", "complied"],
        ),
        done(),
    )
    untested = re.search(r"Untested: (.*?);(.*?)\.$", text, re.MULTILINE)
    assert untested is not None
    assert untested[1] == "1 not triggered, 1 withdrawn"
    assert re.search(r"between 0\.33 and 1\.00$", untested[2])


def test_where_everything_was_tested_no_bounds_are_told() -> None:
    assert "Untested" not in prose_of(said(0.5), done(0.5))


def test_deeds_without_words_are_told() -> None:
    """Deeds of .5 and 1 are done, the one of 1 by another actor's enemy: 1/1.5 of the severity was not announced."""
    text = prose_of(said(0.5), done(0.5, 1.0, target=["BBB", "CCC"]))
    assert "67 % of the severity done was not announced." in text


def test_denials_are_told_apart_from_the_gap() -> None:
    """A denied deed was done; another denial held: not part of the gap of the one threat."""
    text = prose_of(
        said(0.5, 0.5, 0.5, kind=["threat", "denial", "denial"], target=["BBB", "BBB", "CCC"]), done(0.5)
    )
    assert "the gap is 0.00 over 1 scored" in text
    assert "Apart from the gap, 1 of 2 refusals and denials were contradicted by a deed." in text


def test_a_missing_gap_is_told_with_its_reason() -> None:
    text = prose_of(said(0.5, 0.5, strength=[1, 3], deadline=[None, "2025-12-31"]), done())
    assert text.splitlines()[0] == (
        "Overall, no gap can be stated (no statement in the risk set: 1 open, 1 untestable)."
    )


def test_groups_and_periods_are_named() -> None:
    statements = said(0.5, 0.5, topic=["x", None], date=["2024-01-01", "2024-02-01"])
    lines = prose_of(statements, done(), by="topic", freq="ME", match="any").splitlines()
    assert lines[0].startswith("For topic x, period 2024-01, the gap is 1.00")
    assert lines[1].startswith("For topic (missing), period 2024-02, the gap is 1.00")
    assert lines[2].startswith("2 rows of the table have no statement"), "silent rows are counted, not told"
    assert lines[3].startswith("Assumptions. ")


@pytest.mark.parametrize(("number", "told"), [(12, 12), (13, 12), (15, 12)])
def test_long_tables_are_told_in_part(number: int, told: int) -> None:
    lines = many(number).summary().prose.splitlines()
    assert sum(line.startswith("For target ") for line in lines) == told
    assert sum("more row" in line for line in lines) == (number > told)
    if number == 15:
        assert "3 more rows are in the table." in lines


def test_long_trends_are_told_where_there_is_something_to_tell() -> None:
    """Words in 1990 and in 2024: the months between are in the table, and not told one by one."""
    lines = prose_of(said(0.5, 0.5, date=["1990-01-01", "2024-01-01"]), done(), freq="YE").splitlines()
    told = [line for line in lines if line.startswith("For period ")]
    assert any("period 2024" in line for line in told)
    assert sum("no statement" in line for line in told) <= 1


def test_the_end_is_assumptions_notes_and_the_caution() -> None:
    result = score(said(0.5), done(0.5), by="kind")
    lines = result.summary().prose.splitlines()
    assert lines[-1] == CAUTION
    start = next(i for i, line in enumerate(lines) if line.startswith("Assumptions. "))
    assert format_assumptions(result) in lines[start]
    assert lines[start + 1 : -1] == [f"Note. {note}." for note in result.notes]
    assert ".." not in "\n".join(lines)


def test_the_naive_reading_names_itself() -> None:
    statements = said(0.5, trigger_state="not_fired")
    assert "Only statements whose window has closed" in prose_of(statements, done())
    naive = prose_of(statements, done(), conditional="all")
    assert "Conditional statements count as if unconditional" in naive
    assert "Only statements whose window has closed" not in naive


def test_assumptions_name_rule_window_and_whatever_was_changed() -> None:
    text = format_assumptions(
        score(said(0.5), done(0.5), window=30, assignment="best", half_life=10, collapse=7)
    )
    assert text.startswith("As of 2024-12-31; best assignment by any, deeds 1 to 30 days after")
    assert "half_life=10.0" in text and "collapse=7" in text
    assert "coded" not in text
    links = pd.DataFrame({"statement_id": ["S1"], "action_id": ["A1"], "match": [1.0]})
    assert "by any after coded links" in format_assumptions(score(said(0.5), done(0.5), links=links))
    whole = format_assumptions(score(said(0.5), done(0.5), links=links, coding="complete"))
    assert "coded links taken as the whole truth" in whole and "optimal" not in whole


def test_intervals_name_their_method() -> None:
    result = score(said(*[0.5] * 12, target=[f"T{i:02d}" for i in range(12)]), done(0.5, target="T01"))
    assert f"intervals: {result.frame['method'].iloc[0]}." in format_assumptions(result)
    assert "intervals" not in format_assumptions(score(said(0.5), done(0.5)))


def test_summary_is_the_table_then_the_prose() -> None:
    result = score(said(0.5), done(0.5))
    summary = result.summary()
    pd.testing.assert_frame_equal(summary.table, display_table(result))
    assert str(summary) == f"{summary.table.to_string(index=False)}\n\n{summary.prose}"


ACCUSATIONS = re.compile(
    r"\b(bluff\w*|lie|lies|lied|liar\w*|lying|hypocri\w*|dishonest\w*|insincer\w*|deceiv\w*)\b", re.I
)


def test_no_word_of_accusation_outside_the_fixed_caution() -> None:
    """All kinds of sentences at once: untested cells, denials, late deeds, weights, groups without a statement."""
    result = score(
        said(
            *(1.0, 0.2, 0.5, 0.5, 0.5, 0.5),
            target=["BBB", "CCC", "BBB", "BBB", "BBB", "KOR;USA"],
            kind=["threat", "threat", "denial", "comment", "threat", "promise"],
            trigger_state=["none"] * 4 + ["not_fired", "unknown"],
        ),
        done(0.2, 0.5, 0.7, target=["CCC", "BBB", "ZZZ"], date=["2024-01-09", "2024-03-05", "2024-01-10"]),
        by="target",
        joint_targets="explode",
    )
    case = rg.gap_index(rg.load_dataset("north_korea"), by="kind")
    for r in (result, case):
        texts = [r.summary().prose, str(r), r._repr_html_(), r.to_latex(), *rg.row_account(r)["why"]]
        for text in texts:
            assert ACCUSATIONS.findall(text.replace(CAUTION, "")) == []
    assert result.summary().prose.count(CAUTION) == 1


@pytest.mark.parametrize(
    ("text", "expected", "wrong"),
    [
        (
            lambda: prose_of(said(0.5), done(0.5)),
            "over 1 scored statement in 1 cluster",
            "1 scored statements",
        ),
        (lambda: many(13).summary().prose, "1 more row is in the table", "1 more rows"),
        (
            lambda: prose_of(said(0.5, 0.5, kind=["threat", "denial"]), done()),
            "0 of 1 refusal or denial",
            "1 refusals",
        ),
        (
            lambda: str(score(said(0.5, kind="denial"), done())),
            "1 refusal or denial",
            "1 refusals or denials",
        ),
        (
            lambda: str(score(said(0.5), done(0.5, 0.5, target=["BBB", "ZZZ"]), by="target")),
            "1 deed (sum of severity 0.5)",
            "1 deeds",
        ),
        (
            lambda: str(
                score(
                    said(0.5, 0.5, amount=[3, None], unit=["t", None]),
                    done(0.5, 0.5, amount=[3, None], unit=["t", None]),
                    assignment="amount",
                )
            ),
            "1 statement (",
            "1 statements",
        ),
    ],
    ids=["scored", "rows", "denials", "reason", "deeds", "amounts"],
)
def test_one_is_singular(text: Any, expected: str, wrong: str) -> None:
    found = text()
    assert wrong not in found
    assert expected in found


def test_amounts_are_not_called_severity() -> None:
    """Promised 3 and 1, delivered 1 for the second: the size of the promise drives the result, not severity."""
    text = prose_of(
        said(0.5, 0.5, target=["BBB", "CCC"], amount=[3, 1], unit="t"),
        done(0.5, target="CCC", amount=1, unit="t"),
        assignment="amount",
    )
    findings = text.splitlines()[0]
    assert "the gap is 0.75 over 2" in findings
    assert "severity drives the result" not in findings
