"""Whatever bytes or cells come, the readers of coded events read them, reject them by row, or refuse the file."""

from __future__ import annotations

import io
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from coded_samples import (
    adds_up,
    gdelt_row,
    gdelt_text,
    icews_row,
    icews_text,
    phoenix_row,
    phoenix_text,
    polecat_row,
    polecat_text,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from rhetoric_gap import RhetoricGapError, readers
from rhetoric_gap.readers import gdelt, icews, keds, phoenix, polecat
from rhetoric_gap.tables.cells import text_dtype

FILES: dict[Callable[..., Any], bytes] = {
    readers.read_gdelt: gdelt_text([gdelt_row(1), gdelt_row(2, "061")]).encode(),
    readers.read_icews: icews_text([icews_row(1), icews_row(2, "072")]).encode(),
    readers.read_keds: b"950103\tISRGOV\tEGY\t0311\t(SAY)\n950120 ISR EGY 061 (TRADE) traded\n",
    readers.read_phoenix: phoenix_text([phoenix_row(1), phoenix_row(2, "072")]).encode(),
    readers.read_polecat: polecat_text(
        [polecat_row(), polecat_row("b", "AID", Actor_Country="KEN;TZA")]
    ).encode(),
}
FORMATS = [gdelt.FORMAT, icews.FORMAT, keds.FORMAT, phoenix.FORMAT, polecat.FORMAT]
CELL = st.one_of(
    st.none(),
    st.sampled_from(
        ["20240105", "20240105120000", "2022-01-05", "3/5/2017", "950103", "99999999", "0000-00-00"]
    ),
    st.sampled_from(
        ["010", "10", "1", "---", "X", "AGREE", "KEN;UGA", "KEN|KEN", "FRA", "None", "NA", "nan", "1e400"]
    ),
    st.sampled_from(
        ["950103 ISR EGY 0311 (X) y", "1.0", "-5", ";", "|", " ", "_", "7_1;", "http://a;b", "\u0662"]
    ),
    st.text(max_size=6),
)


@pytest.mark.parametrize("read", FILES, ids=lambda read: read.__name__)
@settings(max_examples=8)
@given(at=st.floats(0, 1), junk=st.binary(max_size=8), cut=st.integers(0, 12))
def test_any_bytes_are_read_or_refused(read: Callable[..., Any], at: float, junk: bytes, cut: int) -> None:
    data = FILES[read]
    place = int(at * len(data))
    try:
        events = read(io.BytesIO(data[:place] + junk + data[place + cut :]), domestic="keep")
    except RhetoricGapError:
        return
    adds_up(events)


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
@pytest.mark.parametrize("level", ["country", "actor"])
@settings(max_examples=15)
@given(data=st.data())
def test_any_cells_become_events_or_are_rejected(form: Any, level: str, data: st.DataObject) -> None:
    n = data.draw(st.integers(0, 4))
    raw = pd.DataFrame(
        {
            name: pd.Series(
                [
                    np.nan if cell is None else cell
                    for cell in data.draw(st.lists(CELL, min_size=n, max_size=n))
                ],
                dtype=text_dtype(),
            )
            for name in form.wanted
        }
    ).assign(file="f", line=np.arange(n, dtype=np.int64))
    try:
        events = form.to_events(raw, SimpleNamespace(level=level, columns=(), actor_codes="iso3"))
    except RhetoricGapError as error:
        assert form.name == "keds", error
        return
    assert {"event_id", "date", "actor", "target", "code", "reject", "line"} <= set(events.columns)
    assert len(events) - n == sum(events.attrs.get("added", {}).values())
    assert events["date"].dtype == "datetime64[us]"
    fine = events[events["reject"].isna()]
    assert fine[["event_id", "date"]].notna().all(axis=None)
    if "reported_at" in fine:
        assert not (fine["reported_at"] < fine["date"]).any()
