"""Who speaks or acts, and whom it is aimed at: countries in one vocabulary, the wanted ones only, none missing."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from rhetoric_gap.errors import RhetoricGapError, did_you_mean
from rhetoric_gap.readers.layouts import Format
from rhetoric_gap.readers.options import SIDES, StreamOptions
from rhetoric_gap.tables.cells import factorize_text, spread, text_dtype
from rhetoric_gap.tables.targets import SEPARATOR, canonical, members

EARLIEST, LATEST = (int(np.datetime64(day, "D").astype(np.int64)) for day in ("1500-01-01", "2500-01-01"))
OWN = "source"
"""Codes that stay as the file has them."""


def translates(fmt: Format, options: StreamOptions) -> bool:
    """Say whether this stream's actors are put into another vocabulary."""
    return options.level == "country" and options.actor_codes != OWN and bool(fmt.vocabulary)


class Crosswalk:
    """Puts the actors of one source into the vocabulary of the result; each text is looked up once in each epoch.

    An epoch is a time in which no code of the two vocabularies changes its meaning.
    """

    def __init__(self, fmt: Format, options: StreamOptions) -> None:
        self.vocabulary, self.to = fmt.vocabulary, options.actor_codes
        self.needed = translates(fmt, options)
        self._known: dict[tuple[str, int], str | None] = {}
        self._spells: list[tuple[int, int, str]] = []
        if self.needed:
            from rhetoric_gap.readers.actors.tables import timelines

            lines = timelines(self.vocabulary, self.to)
            self._spells = [
                (spell.start, spell.end, spell.value) for line in lines.values() for spell in line
            ]
        edges = {day for start, end, _ in self._spells for day in (start, end + 1)}
        self._bounds = np.array(sorted(day for day in edges if EARLIEST <= day <= LATEST), dtype=np.int64)

    def codes(self, texts: pd.Series, dates: pd.Series) -> pd.Series:
        """Return the code of each text on its day, missing where it stands for no country then."""
        positions, uniques = factorize_text(texts)
        days = dates.to_numpy().astype("datetime64[D]").astype(np.int64)
        epochs = np.searchsorted(self._bounds, days, side="right")
        size = len(self._bounds) + 1
        pairs, places = np.unique(np.where(positions < 0, -1, positions * size + epochs), return_inverse=True)
        keys = [
            (str(uniques.iloc[pair // size]), int(pair % size)) if pair >= 0 else None
            for pair in pairs.tolist()
        ]
        self._learn([key for key in keys if key is not None and key not in self._known])
        found = np.array(
            [np.nan if key is None else self._known[key] or np.nan for key in keys], dtype=object
        )
        return pd.Series(found[places] if len(found) else found, index=texts.index, dtype=text_dtype())

    def _learn(self, keys: list[tuple[str, int]]) -> None:
        """Look up what has not been met before."""
        if not keys:
            return
        first = np.concatenate([[EARLIEST], self._bounds])
        found = self._look_up([text for text, _ in keys], np.array([first[epoch] for _, epoch in keys]))
        self._known.update(zip(keys, found, strict=True))

    def _look_up(self, texts: list[str], days: np.ndarray) -> list[str | None]:
        """Ask the crosswalk itself."""
        from rhetoric_gap.readers.actors import country_codes

        on = pd.Series(days.astype("datetime64[D]").astype("datetime64[us]"))
        found = country_codes(pd.Series(texts, dtype=text_dtype()), source=self.vocabulary, to=self.to, on=on)  # type: ignore[arg-type]
        return [code if isinstance(code, str) else None for code in list(found)]

    def may_be(self, texts: pd.Series, wanted: frozenset[str]) -> np.ndarray:
        """Return the texts that stand for a wanted code on some day."""
        if not self.needed:
            return texts.isin(wanted).to_numpy(dtype=bool)
        # A text has a meaning for the time of a spell: it is enough to ask on the first day of each wanted one.
        days = sorted(
            {min(max(start, EARLIEST), LATEST) for start, _, value in self._spells if value in wanted}
        )
        keep = np.zeros(len(texts), dtype=bool)
        for day in days:
            found = self._look_up(texts.tolist(), np.full(len(texts), day))
            keep |= np.array([code in wanted for code in found], dtype=bool)
        return keep


def known_codes(fmt: Format, options: StreamOptions) -> None:
    """Refuse codes asked for that the vocabulary of the result does not have, all of them at once."""
    if not translates(fmt, options):
        return
    asked = [(name, code) for name in SIDES for code in getattr(options, name) or ()]
    if not asked:
        return
    from rhetoric_gap.readers.actors import blocs, countries

    known = {*countries()[options.actor_codes].dropna().astype(str), *blocs()["bloc"].astype(str)}
    wrong = [(name, code) for name, code in asked if code not in known]
    if wrong:
        listed = "\n".join(
            f"- {name}: {code!r} is no code of {options.actor_codes!r}.{_meant(code, known)}"
            for name, code in wrong
        )
        raise RhetoricGapError(
            f"{'a code was' if len(wrong) == 1 else f'{len(wrong)} codes were'} asked for that no country has "
            f"(actor_codes={options.actor_codes!r}; actor_codes='source' takes those of the file):\n{listed}"
        )


def _meant(code: str, known: set[str]) -> str:
    """Say which code was probably meant: one of the same letters, else the closest."""
    same = sorted(other for other in known if sorted(other) == sorted(code.upper()))
    return f" Did you mean {same[0]!r}?" if same else did_you_mean(code, known)


def code_sides(events: pd.DataFrame, crosswalk: Crosswalk) -> tuple[pd.DataFrame, dict[str, pd.Series]]:
    """Put actor and target into the vocabulary of the result.

    Returns
    -------
    events : pandas.DataFrame
        With ``actor`` and ``target`` translated, missing where no country is known.
    unknown : dict of str to pandas.Series
        Per side, the texts of its rows that were not understood, in whole or, of joint targets, in part.
    """
    unknown: dict[str, pd.Series] = {}
    translated = {}
    for side in ("actor", "target"):
        final = events.get(f"{side}_bloc")
        codes, lost = _side(events[side], events["date"], crosswalk, final)
        translated[side], unknown[side] = codes, lost
    return events.assign(**translated), unknown


def _side(
    texts: pd.Series, dates: pd.Series, crosswalk: Crosswalk, final: pd.Series | None
) -> tuple[pd.Series, pd.Series]:
    """Translate one side, joint names member by member; what is final already (a bloc) stays."""
    if final is not None and crosswalk.needed:
        settled = final.fillna(False).to_numpy(dtype=bool)
        codes, lost = _side(texts.mask(settled), dates, crosswalk, None)
        return codes.mask(settled, canonical(texts.where(settled))), lost
    joint = texts.str.contains(SEPARATOR, regex=False, na=False).to_numpy(dtype=bool)
    if not crosswalk.needed:
        return (canonical(texts) if joint.any() else texts), texts.iloc[:0]
    codes = crosswalk.codes(texts.mask(joint) if joint.any() else texts, dates)
    lost = texts[codes.isna().to_numpy() & ~joint & texts.notna().to_numpy()]
    if joint.any():
        groups, parts = _groups(texts[joint], dates[joint], crosswalk)
        codes = codes.where(~joint, groups.reindex(codes.index)) if codes.index.is_unique else codes
        lost = pd.concat([lost, parts])
    return codes, lost


def _groups(texts: pd.Series, dates: pd.Series, crosswalk: Crosswalk) -> tuple[pd.Series, pd.Series]:
    """Translate joint names member by member; unknown members are left out and returned."""
    named = [members(text) for text in texts]
    row = np.repeat(np.arange(len(texts)), [len(names) for names in named])
    flat = pd.Series([name for names in named for name in names], dtype=text_dtype())
    codes = crosswalk.codes(flat, dates.iloc[row])
    known: list[list[str]] = [[] for _ in named]
    for place, code in zip(row.tolist(), codes.tolist(), strict=True):
        if isinstance(code, str):
            known[place].append(code)
    joined = [SEPARATOR.join(sorted(set(codes))) or np.nan for codes in known]
    groups = pd.Series(np.array(joined, dtype=object), index=texts.index, dtype=text_dtype())
    unknown = codes.isna().to_numpy()
    return groups, flat[unknown].set_axis(texts.index[row[unknown]])


def wanted_rows(events: pd.DataFrame, options: StreamOptions) -> np.ndarray:
    """Return the rows with the actors and targets asked for; a joint target counts by any of its members."""
    keep = np.ones(len(events), dtype=bool)
    if options.actors is not None:
        keep &= _among(events["actor"], options.actors)
    if options.targets is not None:
        keep &= _among(events["target"], options.targets)
    if options.involving is not None:
        keep &= _among(events["actor"], options.involving) | _among(events["target"], options.involving)
    return keep


def _among(texts: pd.Series, codes: Any) -> np.ndarray:
    """Return the rows that name one of the codes."""
    wanted = set(codes)
    positions, uniques = factorize_text(texts)
    named = np.array([not wanted.isdisjoint(members(text)) for text in uniques], dtype=bool)
    return spread(named, positions, False)


def at_home(events: pd.DataFrame) -> np.ndarray:
    """Return the rows whose actor and target are the same, or of the same country."""
    same = events["actor"].eq(events["target"]).to_numpy(dtype=bool, na_value=False)
    if {"actor_country", "target_country"} <= set(events.columns):
        countries = events["actor_country"].eq(events["target_country"])
        same = same | (
            countries.to_numpy(dtype=bool, na_value=False) & events["actor_country"].notna().to_numpy()
        )
    return same
