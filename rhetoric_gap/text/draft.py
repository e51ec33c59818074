"""TextDraft: statements and actions drafted from texts, with everything that is in neither."""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import dataclass, field

import pandas as pd

from rhetoric_gap.account import ACCOUNT_COLUMNS, add_step
from rhetoric_gap.datasets import Case
from rhetoric_gap.tables import check_actions, check_statements
from rhetoric_gap.words import plural

MACHINE = (
    "drafts of a machine: no data until somebody has checked them; who speaks, at whom and on what condition is a "
    "guess from the order of the words"
)
SHIFT = (
    "error rates depend on the source: on headlines of state media a threat is right about half the time; check a "
    "sample of your own and carry its error into the gap"
)


def _empty(columns: list[str]) -> pd.DataFrame:
    return pd.DataFrame({column: pd.Series(dtype=object) for column in columns})


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class TextDraft:
    """Draft statements and actions, with the evidence for each and what is in neither.

    Unpacks as two frames: ``said, done = draft``.

    Parameters
    ----------
    statements : pandas.DataFrame
        One row per sentence that says something about a deed, in the columns of a table of statements, with
        ``trigger_state`` ``unknown`` where it is conditional. Beside them ``condition`` and ``deadline_text`` in the
        words of the text, ``deed_code``, ``quad``, ``root``, ``tense``, ``negated``, ``hedges`` with ``n_hedges``,
        counts of what makes it specific (``n_...``), a probability per class (``p_vc``, ``p_mc``, ``p_vk``, ``p_mk``,
        ``p_neu``), ``evidence`` (the words), ``rule`` (the lexicon's entry), ``row``, ``sentence``, ``start`` and
        ``end`` (where it stands in the text), and ``needs``: what must be filled in before the row passes
        :func:`check_statements`, missing where nothing must.
    actions : pandas.DataFrame
        One row per report of a deed done, in the columns of a table of actions and those above.
    abstained : pandas.DataFrame
        Every other sentence, with ``why``: ``no pattern``, ``remark``, ``deed said not to be done``, ``uncertain``.
    coverage : pandas.DataFrame
        ``label``, ``sentences``, ``share`` and ``no_pattern`` (share of them in which no pattern of the lexicon was
        found), by class; the last row is all of them.
    account : pandas.DataFrame
        ``step``, ``rows_in``, ``rows_out``, ``why``: from texts to sentences to the two tables.
    lexicon : str
        Version of the lexicon.
    notes : tuple of str
        What a reader must know.

    Examples
    --------
    >>> import rhetoric_gap as rg
    >>> said = ["Iran vowed on Monday to retaliate against Israel.", "The weather was fine."]
    >>> draft = rg.score_text(said, date=["2024-04-01", "2024-04-01"])
    >>> draft.statements[["actor", "target", "kind", "needs"]].values.tolist()
    [['IRN', 'ISR', 'threat', nan]]
    >>> draft.abstained["why"].tolist()
    ['no pattern']
    """

    statements: pd.DataFrame
    actions: pd.DataFrame
    abstained: pd.DataFrame
    coverage: pd.DataFrame = field(
        default_factory=lambda: _empty(["label", "sentences", "share", "no_pattern"])
    )
    account: pd.DataFrame = field(default_factory=lambda: _empty(ACCOUNT_COLUMNS))
    lexicon: str = ""
    notes: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[pd.DataFrame]:
        """Unpack as statements and actions."""
        return iter((self.statements, self.actions))

    @property
    def no_pattern_share(self) -> float:
        """Share of all sentences in which no pattern was found; NaN if there are none."""
        return float(self.coverage["no_pattern"].iloc[-1]) if len(self.coverage) else float("nan")

    def ready(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Return the rows that need nothing more, as tables that pass the checks.

        Returns
        -------
        tuple of pandas.DataFrame
            Statements and actions. A row with something in ``needs`` stays out; fill the frames of the draft in and
            pass them to :func:`check_statements` and :func:`check_actions` to have them all.

        Raises
        ------
        SchemaError
            If a row passes no check although nothing seemed to be lacking.

        Examples
        --------
        >>> import rhetoric_gap as rg
        >>> draft = rg.score_text(["Iran vowed to retaliate.", "Iran vowed to attack Israel."], date=["2024-04-01"] * 2)
        >>> [len(frame) for frame in draft], [len(frame) for frame in draft.ready()]
        ([2, 0], [1, 0])
        """
        return check_statements(_complete(self.statements)), check_actions(_complete(self.actions))

    def to_case(self, name: str = "texts") -> Case:
        """Return the rows that need nothing more as a case: what :func:`gap_index` takes.

        Parameters
        ----------
        name : str, default "texts"
            Name of the case.

        Returns
        -------
        Case
            With links to be drawn by rule, on the scale ``cameo``.

        Raises
        ------
        SchemaError
            As from :meth:`ready`.

        Examples
        --------
        >>> import rhetoric_gap as rg
        >>> draft = rg.score_text(["Iran vowed to attack Israel."], date=["2024-04-01"])
        >>> len(draft.to_case().statements)
        1
        """
        statements, actions = self.ready()
        return Case(
            name=name,
            description=f"drafted from text by {self.lexicon or 'rules'}; {MACHINE}",
            statements=statements,
            actions=actions,
            coding="partial",
            scale="cameo",
        )

    def _title(self) -> str:
        """Count what there is."""
        counts = [
            plural(f"{len(frame):,}" if len(frame) != 1 else 1, noun)
            for frame, noun in zip(self, ("statement", "action"), strict=True)
        ]
        return f"TextDraft: {', '.join(counts)}, {plural(len(self.abstained), 'sentence')} in neither"

    def _facts(self) -> list[tuple[str, str]]:
        """List what there is to tell, as label and text; both reprs are made of it."""
        lacking = [int(frame["needs"].notna().sum()) for frame in self if "needs" in frame]
        facts = [("needs", f"{plural(sum(lacking), 'row')} to be filled in, see column needs")] * bool(
            sum(lacking)
        )
        whys = self.abstained["why"].value_counts() if "why" in self.abstained else pd.Series(dtype=int)
        facts += [("neither", ", ".join(f"{count:,} {why}" for why, count in whys.items()))]
        facts += [("lexicon", self.lexicon)] + [("note", note) for note in self.notes]
        return [(label, text) for label, text in facts if text]

    def __repr__(self) -> str:
        return "\n".join([self._title(), *(f"  {label:<8} {text}" for label, text in self._facts())])

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><th style='text-align:left'>{label}</th><td style='text-align:left'>{html.escape(text)}</td></tr>"
            for label, text in self._facts()
        )
        return f"<div><strong>{html.escape(self._title())}</strong><table>{rows}</table></div>"


def _complete(frame: pd.DataFrame) -> pd.DataFrame:
    """Leave out the rows in which something is lacking, and say so in the account."""
    kept = frame[frame["needs"].isna()].drop(columns="needs").reset_index(drop=True)
    kept.attrs = dict(frame.attrs)
    add_step(
        kept, "leave out incomplete drafts", len(frame), len(kept), "something is to be filled in, see needs"
    )
    return kept
