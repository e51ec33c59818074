"""Looking codes up: hierarchy, missing and unknown codes, numbers, identity."""

from __future__ import annotations

import copy
import dataclasses
import pickle
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rhetoric_gap.scales as scales
from rhetoric_gap.errors import RhetoricGapError, UnknownOptionError
from rhetoric_gap.scales import get_scale, scale_names
from rhetoric_gap.scales.codes import lookup_chain

SCALE = get_scale()
WORDS = sorted(e.code for e in SCALE.entries if e.is_statement)
CODES = sorted(e.code for e in SCALE.entries)
NAMES = ("cameo", "ones", "cameo-icews", "cameo-05b1", "plover", "cow-mid", "sanctions", "pledges")
COLUMN_METHODS = [
    "deed_severity",
    "statement_severity",
    "refused_severity",
    "valence",
    "kind",
    "strength",
    "knows_statement",
    "knows_deed",
]
digit_codes = st.text("0123456789", min_size=2, max_size=4)
any_codes = st.one_of(st.sampled_from(CODES), digit_codes, st.text(max_size=6), st.none())


@pytest.mark.parametrize("method", COLUMN_METHODS)
@given(codes=st.lists(any_codes, max_size=12))
def test_columns_are_answered_row_by_row(method, codes):
    ask = getattr(SCALE, method)
    one_by_one = [ask([code])[0] for code in codes]
    together = ask(codes)
    assert together.shape == (len(codes),)
    assert all(a == b or (a != a and b != b) for a, b in zip(together, one_by_one, strict=True))


@given(codes=st.lists(any_codes, max_size=12))
def test_severities_lie_in_the_unit_interval_or_are_missing(codes):
    for values in (
        SCALE.deed_severity(codes),
        SCALE.statement_severity(codes),
        SCALE.refused_severity(codes),
    ):
        assert values.dtype == np.float64
        assert (np.isnan(values) | ((values >= 0) & (values <= 1))).all()
    assert (np.isfinite(SCALE.deed_severity(codes)) == SCALE.knows_deed(codes)).all()


@given(words=st.lists(any_codes, max_size=6), deeds=st.lists(any_codes, max_size=6))
def test_a_pair_is_graded_the_same_alone_and_in_a_matrix(words, deeds):
    whole = SCALE.match_matrix(words, deeds)
    assert whole.shape == SCALE.breaking_matrix(words, deeds).shape == (len(words), len(deeds))
    for i, word in enumerate(words):
        for j, deed in enumerate(deeds):
            assert whole[i, j] == SCALE.match_matrix([word], [deed]).item()


@given(
    word=st.sampled_from(WORDS),
    base=digit_codes.filter(lambda c: len(c) == 3),
    digit=st.sampled_from("123456789"),
)
def test_a_child_no_set_names_counts_for_its_parent(word, base, digit):
    child = base + digit
    named = SCALE.fulfilling(word) | SCALE.partial(word) | SCALE.breaking(word)
    if child not in named:
        assert SCALE.match_matrix([word], [child]).item() == SCALE.match_matrix([word], [base]).item()
        assert SCALE.breaking_matrix([word], [child]).item() == SCALE.breaking_matrix([word], [base]).item()


@given(word=st.sampled_from(WORDS), deed=st.sampled_from(CODES))
def test_a_child_never_counts_less_than_its_parent_unless_a_set_names_it(word, deed):
    named = SCALE.partial(word) | SCALE.breaking(word)
    if len(deed) == 4 and deed not in named:
        assert SCALE.match_matrix([word], [deed]).item() >= SCALE.match_matrix([word], [deed[:3]]).item()


@given(word=st.sampled_from(WORDS), deed=st.sampled_from(CODES), share=st.floats(0, 1))
def test_partial_is_the_value_given(word, deed, share):
    default = SCALE.match_matrix([word], [deed]).item()
    assert (
        SCALE.match_matrix([word], [deed], partial=share).item() == {1.0: 1.0, 0.5: share, 0.0: 0.0}[default]
    )


@given(code=digit_codes.filter(lambda c: len(c) == 4 and c not in CODES))
def test_a_code_without_an_entry_is_read_as_its_base(code):
    for method in COLUMN_METHODS:
        np.testing.assert_array_equal(getattr(SCALE, method)([code]), getattr(SCALE, method)([code[:3]]))


def test_leaf_beats_root():
    # 083 is partial to 0341, its child 0831 fulfils it, its other children count as 083 does.
    assert SCALE.match_matrix(["0341"], ["0831", "083", "0832"]).tolist() == [[1.0, 0.5, 0.5]]
    # 1383 and 138 both exist: each is judged by its own sets.
    assert SCALE.match_matrix(["138", "1383"], ["181", "191"]).tolist() == [[0, 1], [1, 0]]


def test_a_set_that_names_a_root_is_met_by_the_whole_family():
    own = SCALE.with_overrides(fulfilling={"1384": ["19"]}, partial={"1384": ["195"]})
    assert own.match_matrix(["1384"], ["19", "190", "193", "1941", "195", "1951", "18"]).tolist() == [
        [1, 1, 1, 1, 0.5, 0.5, 0]
    ]


def test_a_set_that_names_a_base_is_not_met_by_its_siblings_or_its_root():
    own = SCALE.with_overrides(fulfilling={"1384": ["195"]}, partial={"1384": []})
    assert own.match_matrix(["1384"], ["195", "1951", "1952", "19", "190", "194", "1941"]).tolist() == [
        [1, 1, 1, 0, 0, 0, 0]
    ]


def test_a_deed_coded_at_its_root_is_read_as_the_residual_of_its_family():
    assert SCALE.match_matrix(["138", "0311", "1381"], ["19", "06"]).tolist() == [[1, 0], [0, 0.5], [0, 0]]
    assert SCALE.breaking_matrix(["120"], ["06", "19"]).tolist() == [[1, 0]]


@pytest.mark.parametrize(
    ("code", "chain"),
    [
        ("0831", ("0831", "083", "08")),
        ("083", ("083", "08")),
        ("08", ("08", "080")),
        ("8", ("8",)),
        ("08310", ("08310",)),
        ("²³", ("²³",)),
        ("---", ("---",)),
        ("", ("",)),
        ("THREATEN-violence", ("THREATEN-violence", "THREATEN")),
        ("ASSAULT-heavy-weapons", ("ASSAULT-heavy-weapons", "ASSAULT")),
        ("threat-3", ("threat-3", "threat")),
        ("THREATEN-", ("THREATEN-",)),
        ("-violence", ("-violence",)),
        ("19-1", ("19-1",)),
        ("two words-1", ("two words-1",)),
    ],
)
def test_lookup_chain(code, chain):
    assert lookup_chain(code) == chain


UNKNOWN = ["zz", "99", "9999", "", "---", "1", "13810", None, np.nan, pd.NA]


def test_unknown_and_missing_codes_are_never_a_silent_zero():
    assert np.isnan(SCALE.deed_severity(UNKNOWN)).all()
    assert np.isnan(SCALE.statement_severity(UNKNOWN)).all()
    assert np.isnan(SCALE.strength(UNKNOWN)).all()
    assert SCALE.valence(UNKNOWN).tolist() == SCALE.kind(UNKNOWN).tolist() == [None] * len(UNKNOWN)
    assert not SCALE.knows_statement(UNKNOWN).any()
    assert not SCALE.knows_deed(UNKNOWN).any()
    assert not SCALE.match_matrix(UNKNOWN, CODES).any()
    assert not SCALE.match_matrix(WORDS, UNKNOWN).any()
    assert SCALE.fulfilling("zz") == SCALE.compliance("zz") == SCALE.partial(None) == frozenset()


@pytest.mark.parametrize(
    "empty",
    [
        [],
        np.array([]),
        np.array([], dtype=object),
        pd.Series(dtype=object),
        pd.Series(dtype="string"),
        pd.Series(dtype=float),
        pd.Series(dtype="category"),
    ],
)
def test_empty_columns(empty):
    for method in COLUMN_METHODS:
        assert getattr(SCALE, method)(empty).shape == (0,)
    assert SCALE.match_matrix(empty, ["191"]).shape == (0, 1)
    assert SCALE.match_matrix(["138"], empty).shape == (1, 0)
    assert SCALE.breaking_matrix(empty, empty).shape == (0, 0)


def test_a_column_that_is_all_missing_is_all_missing():
    assert np.isnan(SCALE.deed_severity(pd.Series([np.nan, np.nan]))).all()


@pytest.mark.parametrize(
    "column",
    [
        ["191", None, " 152 "],
        ("191", None, "152"),
        np.array(["191", None, "152"], dtype=object),
        pd.Series(["191", None, "152"], index=[7, 7, 3]),
        pd.Series(["191", None, "152"], dtype="string"),
        pd.Series(["191", None, "152"], dtype="category"),
        pd.Index(["191", None, "152"]),
    ],
)
def test_every_kind_of_text_column_is_read(column):
    np.testing.assert_array_equal(SCALE.deed_severity(column), [0.95, np.nan, 0.72])
    assert SCALE.match_matrix(["138"], column).tolist() == [[1.0, 0.0, 0.5]]


@pytest.mark.parametrize(
    "column",
    [
        [138, 191],
        [10.0],
        pd.Series([10, 20]),
        np.array([1.5]),
        pd.Series(["191", 20]),
        [True],
        pd.Index([138]),
    ],
)
@pytest.mark.parametrize("method", COLUMN_METHODS)
def test_numbers_are_refused_with_the_hint_about_the_leading_zero(method, column):
    with pytest.raises(RhetoricGapError) as caught:
        getattr(SCALE, method)(column)
    assert "leading zero" in str(caught.value)
    assert "dtype={'code': str}" in str(caught.value)


def test_numbers_are_refused_everywhere_else_too():
    for ask in (
        lambda: SCALE.match_matrix([138], ["191"]),
        lambda: SCALE.breaking_matrix(["120"], [60]),
        lambda: SCALE.fulfilling(138),
        lambda: SCALE.describe_code(138),
    ):
        with pytest.raises(RhetoricGapError, match="leading zero"):
            ask()


@pytest.mark.parametrize("column", ["138", None, 138, np.array([["138"]])])
def test_one_code_is_not_a_column(column):
    with pytest.raises(RhetoricGapError, match=r"a column or a list of codes; for one code write \[code\]"):
        SCALE.deed_severity(column)


@pytest.mark.parametrize("share", [-0.1, 1.1, float("nan"), "0.5", None])
def test_a_partial_value_outside_the_unit_interval_is_refused(share):
    with pytest.raises(RhetoricGapError, match=r"partial must be in \[0, 1\]"):
        SCALE.match_matrix(["138"], ["152"], partial=share)


def test_get_scale_keeps_what_it_read_and_passes_scales_through():
    assert get_scale() is get_scale("cameo")
    assert get_scale(SCALE) is SCALE
    assert scale_names() == NAMES
    assert [get_scale(name).name for name in NAMES] == list(NAMES)


@pytest.mark.parametrize("name", ["cameoo", "", None, 3, ["cameo"]])
def test_unknown_scales_are_named_with_all_there_are(name):
    with pytest.raises(UnknownOptionError) as caught:
        get_scale(name)
    assert "allowed: " + ", ".join(map(repr, NAMES)) in str(caught.value)


def test_did_you_mean():
    with pytest.raises(UnknownOptionError, match="Did you mean 'cameo'"):
        get_scale("Camoe")


def test_ones_counts_every_deed_once_and_keeps_the_map():
    ones = get_scale("ones")
    deeds = [code for code in CODES if SCALE.deed_severity([code])[0] > 0]
    assert (ones.deed_severity(deeds) == 1).all()
    assert ones.deed_severity(["010"]).tolist() == [0]
    assert ones.knows_deed(["zz"]).tolist() == [False]
    np.testing.assert_array_equal(ones.match_matrix(WORDS, CODES), SCALE.match_matrix(WORDS, CODES))
    named = np.isfinite(SCALE.statement_severity(WORDS))
    np.testing.assert_array_equal(ones.statement_severity(WORDS), np.where(named, 1, np.nan))


def test_identity_goes_by_name_version_and_content():
    twin = dataclasses.replace(SCALE, entries=tuple(reversed(SCALE.entries)))
    assert twin == SCALE and hash(twin) == hash(SCALE) and twin is not SCALE
    assert dataclasses.replace(SCALE, version="2") != SCALE
    assert dataclasses.replace(SCALE, name="other") != SCALE
    lighter = SCALE.with_overrides(severity={"191": 0.5}, name="mine")
    heavier = SCALE.with_overrides(severity={"191": 0.6}, name="mine")
    assert len({SCALE, twin, lighter, heavier}) == 3
    assert SCALE != "cameo"


def test_a_scale_is_frozen_and_travels():
    with pytest.raises(dataclasses.FrozenInstanceError):
        SCALE.name = "other"
    assert pickle.loads(pickle.dumps(SCALE)) == SCALE
    assert copy.deepcopy(SCALE) == SCALE


def test_the_repr_says_what_the_scale_knows():
    assert repr(SCALE) == (
        "Scale('cameo', version 1.1b3: 311 graded codes, 183 statement codes of which 54 name a deed; "
        f"digest {SCALE.digest})"
    )


def test_importing_the_scales_reads_no_data_and_loads_no_heavy_library():
    code = (
        "import sys, io\n"
        "opened = []\n"
        "sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == 'open' else None)\n"
        "import rhetoric_gap.scales as s\n"
        "heavy = {'scipy', 'matplotlib', 'sklearn', 'narwhals', 'arch'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
        "assert not [o for o in opened if o.endswith('.csv')]\n"
        "s.get_scale()\n"
        "assert len([o for o in opened if o.endswith('.csv')]) == 2\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_public_names():
    assert scales.__all__ == sorted(
        scales.__all__, key=lambda name: (name.islower(), not name.isupper(), name)
    )
    assert all(hasattr(scales, name) for name in scales.__all__)


def graded_by_definition(word: str, deed: str) -> tuple[float, float]:
    """Ask the sets themselves, the nearest code first."""
    for code in lookup_chain(deed):
        if code in SCALE.fulfilling(word):
            return 1.0, 0.0
        if code in SCALE.partial(word):
            return 0.5, 0.0
        if code in SCALE.breaking(word):
            return 0.0, 1.0
    return 0.0, 0.0


@given(
    word=st.sampled_from(WORDS), deeds=st.lists(st.one_of(st.sampled_from(CODES), digit_codes), max_size=8)
)
def test_matrices_say_what_the_sets_say(word, deeds):
    expected = [graded_by_definition(word, deed) for deed in deeds]
    assert SCALE.match_matrix([word], deeds).tolist() == [[kept for kept, _ in expected]]
    assert SCALE.breaking_matrix([word], deeds).tolist() == [[broken for _, broken in expected]]
