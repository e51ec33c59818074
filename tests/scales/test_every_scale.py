"""What holds for every scale the library brings."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

from rhetoric_gap.scales import get_scale, scale_names

DIGESTS = {
    "cameo": "69d342cfb321",
    "ones": "449bcc974e4a",
    "cameo-icews": "d5a2746a1686",
    "cameo-05b1": "33426f0b3c6d",
    "plover": "173998c13bd5",
    "cow-mid": "ff0b1213f51b",
    "sanctions": "6bd8e3600999",
    "pledges": "531e15690c4e",
}
KINDS = {"threat", "promise", "refusal", "denial", "demand", "declaration", "comment"}


@pytest.fixture(params=scale_names())
def scale(request):
    return get_scale(request.param)


def test_digests_change_only_on_purpose():
    assert {name: get_scale(name).digest for name in scale_names()} == DIGESTS


def test_a_scale_says_what_it_is(scale):
    assert scale.name in scale_names()
    assert scale.version and len(scale.source) > 20
    assert list(scale.levels.columns) == ["code", "name", "severity", "valence", "is_statement"]
    assert scale.levels["code"].is_unique
    assert scale.levels["name"].str.len().min() > 2
    assert pickle.loads(pickle.dumps(scale)) == scale


def test_severities_lie_in_the_unit_interval(scale):
    graded = scale.levels["severity"].dropna()
    assert graded.between(0, 1).all() and graded.max() == 1


def test_every_deed_a_word_names_is_on_the_scale_and_has_a_severity(scale):
    codes = {entry.code for entry in scale.entries}
    for entry in scale.entries:
        for deeds in (entry.fulfilling, entry.partial, entry.breaking, entry.compliance):
            assert deeds <= codes, entry.code
            assert scale.knows_deed(sorted(deeds)).all(), entry.code
        assert not entry.fulfilling & entry.partial
        assert not (entry.fulfilling | entry.partial) & entry.breaking


def test_deeds_are_on_the_side_of_the_words_they_keep_and_across_those_they_break(scale):
    for entry in scale.entries:
        kept = scale.valence(sorted(entry.fulfilling | entry.partial))
        broken = scale.valence(sorted(entry.breaking))
        assert set(kept) <= {entry.valence}, entry.code
        assert entry.valence not in set(broken), entry.code


def test_words_have_a_kind_and_a_strength_and_mere_deeds_have_neither(scale):
    for entry in scale.entries:
        if entry.is_statement:
            assert entry.kind in KINDS and entry.strength in range(5), entry.code
        else:
            assert entry.kind is None and entry.strength is None and not entry.fulfilling
        if entry.kind in ("demand", "comment"):
            assert not entry.fulfilling, entry.code
        if entry.kind == "refusal":
            assert entry.breaking and not entry.fulfilling, entry.code


def test_a_word_that_names_a_deed_has_the_median_severity_of_its_deeds(scale):
    for entry in scale.entries:
        severities = scale.deed_severity(sorted(entry.fulfilling))
        got = scale.statement_severity([entry.code])[0]
        assert got == pytest.approx(np.median(severities)) if entry.fulfilling else np.isnan(got)


def test_a_kept_word_has_no_gap_on_any_scale(scale):
    for entry in scale.entries:
        for deed in entry.fulfilling:
            assert scale.match_matrix([entry.code], [deed]).item() == 1
        for deed in entry.partial:
            assert scale.match_matrix([entry.code], [deed]).item() == 0.5
        for deed in entry.breaking:
            assert scale.breaking_matrix([entry.code], [deed]).item() == 1
