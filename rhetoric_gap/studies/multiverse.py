"""The gap under every defensible specification at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.inference.interval import N_BOOT
from rhetoric_gap.inference.joint import JointTest
from rhetoric_gap.inference.specification import CurveSummary
from rhetoric_gap.pairing.inputs import read_inputs
from rhetoric_gap.spec import Spec
from rhetoric_gap.studies._curve import assemble
from rhetoric_gap.studies._grid import make_plan, usual_grid
from rhetoric_gap.studies._joint import Shift
from rhetoric_gap.studies._runs import Contrast, Question, Statistic, run_all, run_specification, spec_key
from rhetoric_gap.studies._store import RunStore, table_print, text_print
from rhetoric_gap.studies.study import Study
from rhetoric_gap.words import plural


@dataclass(frozen=True, eq=False, repr=False)
class Multiverse(Study):
    """Estimates of many specifications, what they say together, and which choice moves them.

    Attributes
    ----------
    frame : pandas.DataFrame
        One row per specification, in the order of the grid: ``spec_id``; a column for each choice varied;
        ``estimate``, ``lower``, ``upper``, ``level``; with permutations ``expected`` and ``p``; ``gap``, ``n``,
        ``n_open``, ``n_clusters``, ``bark``, ``bound_low``, ``bound_high`` of all statements; ``default`` (is it the
        usual specification?); ``same_as`` (the first specification that comes out identical in every outcome);
        ``reason`` (why an estimate or an interval is missing); ``seconds`` (the one column that differs from run to
        run).
    notes : tuple of str
        What a reader must know.
    choices : tuple of str
        The fields of :class:`Spec` that vary.
    statistic : str
        What is estimated, in words.
    null : float or None
        What signs are counted against; None if each specification has its own expectation, or there is no reference.
    base : Spec
        The usual specification, from which the others differ.
    curve : CurveSummary
        Median, quartiles, range and share of one sign.
    influence : pandas.DataFrame
        One row per choice: ``first_order``, ``total`` (shares of variance), ``mean_difference``, ``n_pairs``,
        ``lowest_at`` and ``highest_at`` (the values with the lowest and the highest mean estimate), ``reason``.
    joint : JointTest or None
        The joint test by permutation.
    chance : pandas.DataFrame or None
        The sorted curve by chance: ``rank``, ``lower``, ``median``, ``upper``.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> study = rg.multiverse(rg.load_dataset("north_korea"), grid={"window": [30, 60]})
    >>> print(study.frame[["window", "n", "default"]].to_string(index=False))
     window  n  default
         30 33    False
         60 32     True
    """

    choices: tuple[str, ...]
    statistic: str
    null: float | None
    base: Spec
    curve: CurveSummary
    influence: pd.DataFrame
    joint: JointTest | None = None
    chance: pd.DataFrame | None = None

    _hidden: ClassVar[tuple[str, ...]] = ("seconds", "bark", "level", "bound_low", "bound_high", "n_clusters")

    def __str__(self) -> str:
        """Return the summary, the influence of each choice and the notes; the rows are in ``frame``."""
        lines = [*self._summary(), *self._joint_lines(), "", self._influence_table()]
        return "\n".join(lines) + "".join(f"\nNote: {note}" for note in self.notes)

    def _summary(self) -> list[str]:
        """Write what the curve says."""
        c, run = self.curve, int(self.frame["estimate"].notna().sum())
        missing = len(self.frame) - run
        head = f"{plural(len(self.frame), 'specification')} of {', '.join(self.choices) or 'nothing'}"
        head += f", {missing} without an estimate" if missing else ""
        if not c.n:
            return [head, f"{self.statistic}: no specification has an estimate"]
        lines = [
            head,
            f"{self.statistic}: median {c.median:.2f}, interquartile range {c.lower_quartile:.2f} to "
            f"{c.upper_quartile:.2f}, range {c.lowest:.2f} to {c.highest:.2f}",
        ]
        usual = self.frame.loc[self.frame["default"], "estimate"].dropna()
        if len(usual):
            rank = int((self.frame["estimate"] < usual.iloc[0]).sum()) + 1
            lines.append(f"usual specification: {usual.iloc[0]:.2f} (rank {rank} of {c.n} from the lowest)")
        if c.n_below + c.n_above:
            what = "their own expectation by chance" if self.null is None else f"{self.null:g}"
            lines.append(
                f"{c.n_below} below and {c.n_above} above {what}: {c.share_one_sign:.0%} of one sign"
            )
        return lines

    def _joint_lines(self) -> list[str]:
        """Write what the joint test says."""
        j = self.joint
        if j is None:
            return []
        return [
            f"joint test, {j.n} permutations of {plural(j.n_specifications, 'specification')} together: "
            f"median {j.median:.2f}, by chance {j.expected_median:.2f}, p {j.p_median:.3f}; "
            f"on one side of chance {j.share:.0%}, p {j.p_share:.3f}; mean z {j.mean_z:.2f}, p {j.p_mean_z:.3f}"
        ]

    def _influence_table(self) -> str:
        """Write the influence of each choice."""
        shown = self.influence.drop(columns="reason")
        return shown.to_string(index=False, float_format="{:.2f}".format, na_rep="-") if len(shown) else ""


def multiverse(
    statements: Any,
    actions: Any = None,
    grid: Any = None,
    *,
    links: Any = None,
    as_of: Any = None,
    spec: Spec | None = None,
    statistic: Statistic | None = None,
    by: str | Sequence[str] | None = None,
    contrast: Contrast | None = None,
    null: float | None = None,
    n_permutations: int = 0,
    shift: Shift = "donut",
    n_jobs: int = 1,
    resume: str | Path | None = None,
    progress: bool = False,
    seed: int = 0,
    n_boot: int = N_BOOT,
) -> Multiverse:
    """Measure the gap under every combination of choices.

    Parameters
    ----------
    statements : DataFrame, Case or EventTables
        Statements, or a Case (with its links and completeness of coding) or
        event tables from a reader, which bring all theirs.
    actions : DataFrame
        Actions; left out with a Case.
    grid : dict of str to list, or list of dict or Spec, optional
        Fields of :class:`Spec` with the values each may take, all combinations of which are run; or the specifications
        themselves, one by one. Without it the usual choices are crossed, as far as they can make a difference to these
        data: window, match, assignment, conditional, min_strength and scale; notes name those left out.
    links : DataFrame, optional
        Coded links.
    as_of : str or Timestamp, optional
        Day up to which things are known, as in :func:`gap_index`.
    spec : Spec, optional
        The usual specification, from which the others differ; by default that of the library or the case.
    statistic : callable, optional
        What to estimate instead of the gap: takes a :class:`GapResult`, returns one number, NaN where it is not
        defined.
    by : str or sequence of str, optional
        Grouping of the result that ``statistic`` is given.
    contrast : tuple (column, value, value), optional
        Estimate the gap of the statements with the first value less that of those with the second.
    null : float, optional
        What signs are counted against. By default 0 for a statistic or a contrast, and for gaps their expectation by
        chance, where there are permutations.
    n_permutations : int, default 0
        Permuted data sets of the joint test; 0 for none. Each is run under every specification.
    shift : {"donut", "joint", "circular"}, default "donut"
        How deeds are moved in time for the joint test of gaps, as in :func:`gap_index`: by up to six of the longest
        windows, each dyad's by an amount of its own or all by one; or all together round the whole record.
    n_jobs : int, default 1
        Processes; -1 takes all cores.
    resume : str or Path, optional
        File in which finished runs are kept, one a line. Called again with the same file, only what is missing is run.
    progress : bool, default False
        Show progress bars?
    seed : int, default 0
        Seed of permutations and of bootstrap intervals.
    n_boot : int, default 999
        Resamples of intervals where the bootstrap is used.

    Returns
    -------
    Multiverse
        ``.frame`` has one row per specification, the impossible ones included, with the reason.

    Raises
    ------
    UnknownOptionError
        If the grid names a choice or a value that there is not, or ``contrast`` a group.
    RhetoricGapError
        If arguments contradict each other, or ``resume`` is a file of other data.
    SchemaError
        If a table breaks its schema.

    Warns
    -----
    RhetoricGapWarning
        Once, if specifications match any deed to any word for want of anything better.

    Notes
    -----
    The joint test (after Simonsohn, Simmons and Nelson) asks whether words and deeds are tied at all: deeds are moved
    in time, each dyad's by an amount of its own, the same amounts under every specification, and everything is run
    again. See :func:`~rhetoric_gap.inference.joint_test` for its statistics. It is off where a coder drew links, which
    cannot be drawn again. For a ``contrast`` clusters change groups instead; it is off where clusters hold both.

    A specification curve shows how much hangs on choices the analyst could defend. It is no better than its grid: put
    in nothing you would not have reported alone, and leave out nothing because of what it shows.

    References
    ----------
    Simonsohn, U., Simmons, J. P. and Nelson, L. D. (2020). Specification curve analysis. Nature Human Behaviour 4,
    1208-1214.
    Steegen, S., Tuerlinckx, F., Gelman, A. and Vanpaemel, W. (2016). Increasing transparency through a multiverse
    analysis. Perspectives on Psychological Science 11, 702-712.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> case = rg.load_dataset("north_korea")
    >>> study = rg.multiverse(case, grid={"window": [30, 60, 90], "conditional": ["triggered", "all"]})
    >>> study.curve.n, round(study.curve.median, 2)
    (6, 0.72)
    """
    _check_question(statistic, by, contrast, n_permutations, n_jobs)
    inputs = read_inputs(statements, actions, links, as_of, spec, {})
    given, left_out = (grid, ()) if grid is not None else usual_grid(inputs)
    plan = make_plan(given, inputs.spec)
    question = Question(
        inputs.statements, inputs.actions, inputs.links, inputs.as_of, by, statistic, contrast, seed, n_boot
    )
    store = RunStore(resume, {} if resume is None else _made_of(question))
    specs = list(dict.fromkeys(s for s in plan.specs if s is not None))
    tasks = {f"spec {spec_key(spec)}": partial(run_specification, question, spec) for spec in specs}
    found = run_all(tasks, store, n_jobs=n_jobs, progress=progress, what="specifications")
    running = partial(run_all, store=store, n_jobs=n_jobs, progress=progress, what="permutations")
    notes = (*inputs.notes, *left_out, *plan.notes)
    parts = assemble(question, plan, inputs.spec, found, running, n_permutations, shift, null, notes)
    return Multiverse(**parts)


def _check_question(statistic: Any, by: Any, contrast: Any, n_permutations: Any, n_jobs: Any) -> None:
    """Report all arguments that make no sense at once."""
    whole = isinstance(n_permutations, (int, np.integer)) and not isinstance(n_permutations, bool)
    jobs = isinstance(n_jobs, (int, np.integer)) and not isinstance(n_jobs, bool)
    triple = contrast is None or (isinstance(contrast, (tuple, list)) and len(contrast) == 3)
    example = "such as ('target', 'KOR', 'USA')"
    rules = [
        (
            statistic is None or callable(statistic),
            f"statistic must be a function of a GapResult, got {statistic!r}",
        ),
        (statistic is None or contrast is None, "give a statistic or a contrast, not both"),
        (
            by is None or statistic is not None,
            "by groups the result that a statistic is given; pass statistic= too",
        ),
        (triple, f"contrast must be a column and two of its values, {example}; got {contrast!r}"),
        (
            whole and n_permutations >= 0,
            f"n_permutations must be a whole number, 0 for none, got {n_permutations!r}",
        ),
        (jobs and n_jobs != 0, f"n_jobs must be a number of processes, -1 for all cores, got {n_jobs!r}"),
    ]
    broken = [text for holds, text in rules if not holds]
    if broken:
        raise RhetoricGapError("; ".join(broken))


def _made_of(question: Question) -> dict[str, str]:
    """Say what every run depends on besides its specification, for the file of finished runs."""
    name = "gap"
    if question.statistic is not None:
        known = getattr(question.statistic, "__qualname__", repr(question.statistic))
        code = getattr(question.statistic, "__code__", None)
        name = f"{known} {getattr(code, 'co_code', b'')!r} {getattr(code, 'co_consts', ())!r}"
    return {
        "version of the library": str(import_module("rhetoric_gap").__version__),
        "statements": table_print(question.statements, ["statement_id"]),
        "actions": table_print(question.actions, ["action_id"]),
        "links": table_print(question.links, ["statement_id", "action_id"]),
        "as_of": str(question.as_of.date()),
        "statistic": text_print(name),
        "by": repr(question.by),
        "contrast": repr(question.contrast),
        "seed and n_boot": f"{question.seed}, {question.n_boot}",
    }
