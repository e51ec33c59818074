"""Actors that recur: the dyadic sum, its correction, its fall-backs, and when ``auto`` takes it."""

from __future__ import annotations

import re
from itertools import permutations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit, logit
from scipy.stats import t

from rhetoric_gap import RhetoricGapError, UnknownOptionError, load_dataset
from rhetoric_gap.gap import outcomes
from rhetoric_gap.inference import cluster_interval, dyadic_interval, gap_interval
from rhetoric_gap.inference import dyadic as dyadic_module
from rhetoric_gap.tables.schema import RISK_STATES
from rhetoric_gap.tables.targets import members

SHARED = 0.25  # share of a dyad's variance that the working model gives to its members


def matrices(said: Any, actor: Any, target: Any) -> tuple[np.ndarray, np.ndarray]:
    """Which statements share a member, and the working covariance, by definition."""
    r = np.asarray(said, dtype=float)
    sets = [{*members(x), *members(y)} for x, y in zip(actor, target, strict=True)]
    common = np.array([[len(x & y) / np.sqrt(len(x) * len(y)) for y in sets] for x in sets])
    return common > 0, SHARED * np.outer(r, r) * common + (1 - SHARED) * np.diag(r**2)


def small_sample(said: Any, link: np.ndarray, working: np.ndarray) -> tuple[float, float]:
    """Correction and degrees of freedom as traces of full matrices."""
    r = np.asarray(said, dtype=float)
    residual = np.eye(len(r)) - np.outer(r, np.ones(len(r))) / r.sum()
    inner = residual.T @ link @ residual @ working
    return working.sum() / np.trace(inner), np.trace(inner) ** 2 / np.trace(inner @ inner)


def dense(said: Any, done: Any, actor: Any, target: Any, cluster: Any = None) -> tuple[float, float, float]:
    """Sum, standard error and degrees of freedom by definition, statement by statement."""
    r, b = np.asarray(said, dtype=float), np.asarray(done, dtype=float)
    error = (r - b) - (1 - b.sum() / r.sum()) * r
    link, working = matrices(r, actor, target)
    if cluster is not None:
        link = link | (np.asarray(cluster)[:, None] == np.asarray(cluster)[None, :])
    square = float(error @ link @ error)
    factor, df = small_sample(r, link, working)
    return square, float(np.sqrt(max(factor * square, 0))) / r.sum(), df


def threats(names: str, each: int = 2, seed: int = 0, keen: float = 0.0) -> tuple[np.ndarray, ...]:
    """Every ordered pair of names with some threats; the first half of the actors keeps more of them."""
    pairs = np.repeat(np.array(list(permutations(names, 2)), dtype=object), each, axis=0)
    rng = np.random.default_rng(seed)
    said = rng.choice([0.2, 0.6, 1.0], len(pairs))
    half = np.isin(pairs[:, 0].astype(str), list(names[: len(names) // 2]))
    done = said * (rng.random(len(pairs)) < 0.5 + keen * np.where(half, 1, -1))
    return said, done, pairs[:, 0], pairs[:, 1]


def rare_pairs(n: int, names: int, joint: bool, seed: int) -> tuple[np.ndarray, ...]:
    """Draw statements between few actors, some to two targets at once."""
    rng = np.random.default_rng(seed)
    who = np.array(list("ABCDEFGHIJKL")[:names], dtype=object)
    actor = rng.choice(who, n)
    target = np.array(
        [";".join(rng.choice(who, rng.integers(1, 3 if joint else 2), replace=False)) for _ in range(n)]
    )
    said = rng.choice([0.2, 0.4, 1.0], n)
    return said, said * rng.random(n), actor, target


class TestByHand:
    """Four countries in a row, AB - BC - CD: AB and CD share nobody.

    bark 4, 2, 3, bite 1, .5, 2.5: gap 5/9, errors 7/9, 7/18, -7/6. The sum over pairs with a common member is
    49/81 + 49/324 + 49/36 + 2 (49/162 - 49/108) = 49/27 = 1.814815.
    """

    SAID, DONE = [4.0, 2.0, 3.0], [1.0, 0.5, 2.5]
    ACTOR, TARGET = ["A", "B", "C"], ["B", "C", "D"]

    def test_sum(self):
        square, se, df = dense(self.SAID, self.DONE, self.ACTOR, self.TARGET)
        assert square == pytest.approx(49 / 27)
        found = dyadic_interval(self.SAID, self.DONE, self.ACTOR, self.TARGET)
        assert (found.gap, found.se, found.df) == pytest.approx((5 / 9, se, df))

    def test_factor(self):
        """Working covariance: 16 and 1/4 * 8 * 1/2 = 1 and so on; done by hand in fractions.

        V = [[16, 1, 0], [1, 4, 3/4], [0, 3/4, 9]], so 1'V1 = 29 + 2 + 1.5 = 32.5. S w = (6, 9, 5), p = (6, 9, 5) / 9,
        q = (24 + 18 + 15) / 81 = 57/81. G = S - p_i - p_j + q: G11 = 1 - 12/9 + 57/81 = 30/81, G22 = -24/81,
        G33 = 48/81, G12 = 1 - 15/9 + 57/81 = 3/81, G23 = 1 - 14/9 + 57/81 = 12/81.
        tr(G V) = (16 * 30 - 4 * 24 + 9 * 48 + 2 * 3 + 2 * .75 * 12) / 81 = 840/81.
        """
        found = dyadic_interval(self.SAID, self.DONE, self.ACTOR, self.TARGET)
        assert found.se == pytest.approx(np.sqrt(32.5 / (840 / 81) * 49 / 27) / 9)

    def test_limits(self):
        found = dyadic_interval(self.SAID, self.DONE, self.ACTOR, self.TARGET, level=0.9)
        half = t.ppf(0.95, found.df) * found.se / (found.gap * (1 - found.gap))
        assert [found.lower, found.upper] == pytest.approx(
            [expit(logit(found.gap) - half), expit(logit(found.gap) + half)]
        )
        assert (found.level, found.method, found.reason) == (0.9, "dyadic t, logit", "")
        assert found.note == "2 actors in more than one of 3 dyads"


class TestAgainstOtherRoutes:
    def test_sum_by_actors_less_dyads(self):
        """For plain dyads the sum is that over actors less that over dyads (Aronow, Samii and Assenova 2015)."""
        said, done, actor, target = threats("ABCDEF")
        gap = 1 - done.sum() / said.sum()
        error = (said - done) - gap * said
        pair = [frozenset(x) for x in zip(actor, target, strict=True)]
        by_actor = sum(error[[name in one for one in pair]].sum() ** 2 for name in set(actor) | set(target))
        by_dyad = sum(error[[one == other for one in pair]].sum() ** 2 for other in set(pair))
        assert dense(said, done, actor, target)[0] == pytest.approx(by_actor - by_dyad)

    @settings(max_examples=50)
    @given(
        seed=st.integers(0, 10_000),
        names=st.integers(4, 9),
        joint=st.booleans(),
        crossing=st.booleans(),
    )
    def test_sparse_algebra_is_the_definition(self, seed, names, joint, crossing):
        said, done, actor, target = rare_pairs(24, names, joint, seed)
        cluster = np.random.default_rng(seed).integers(0, 12, 24) if crossing else None
        square, se, df = dense(said, done, actor, target, cluster)
        found = dyadic_interval(said, done, actor, target, cluster)
        if found.reason:
            assert square < 1e-12 or "every dyad shares" in found.reason
        else:
            assert (found.se, found.df) == pytest.approx((se, df), rel=1e-8)

    def test_factor_makes_the_sum_unbiased_under_the_working_model(self):
        """Draw errors from the model: the corrected sum is on average what the total truly varies by."""
        said, _, actor, target = rare_pairs(30, 7, True, 3)
        link, working = matrices(said, actor, target)
        u = np.random.default_rng(0).multivariate_normal(np.zeros(30), working, size=40_000)
        error = u - said * u.sum(axis=1, keepdims=True) / said.sum()
        square = np.sum((error @ link) * error, axis=1)
        factor, df = small_sample(said, link, working)
        assert factor * square.mean() == pytest.approx(working.sum(), rel=0.03)
        assert 2 * square.mean() ** 2 / square.var() == pytest.approx(df, rel=0.06)


class TestWhoIsInADyad:
    def test_direction_and_spelling_play_no_part(self):
        said, done, actor, target = rare_pairs(40, 6, True, 2)
        turned = np.arange(40) % 2 == 0
        other = np.where(turned, target, actor), np.where(turned, actor, target)
        one, two = dyadic_interval(said, done, actor, target), dyadic_interval(said, done, *other)
        assert one.se > 0
        assert (one.se, one.df) == pytest.approx((two.se, two.df))
        spelled = [" ; ".join(reversed(x.split(";"))) for x in target]
        assert dyadic_interval(said, done, actor, spelled).se == pytest.approx(one.se)

    def test_joint_targets_tie_dyads_of_each_member(self):
        """A>C;D shares nobody with B>E;F, but it shares D with B>D;E."""
        said, done = np.ones(4), np.array([1.0, 0.9, 0.8, 0.0])
        apart = dyadic_interval(said, done, ["A", "A", "B", "B"], ["C", "C;D", "E;F", "F"])
        tied = dyadic_interval(said, done, ["A", "A", "B", "B"], ["C", "C;D", "D;E", "F"])
        assert [apart.note[:8], tied.note[:8]] == ["4 actors", "4 actors"]
        for found, targets in ((apart, "E;F"), (tied, "D;E")):
            _, se, df = dense(said, done, "AABB", ["C", "C;D", targets, "F"])
            assert (found.se, found.df) == pytest.approx((se, df))
        assert tied.se != pytest.approx(apart.se)

    def test_clusters_inside_dyads_change_nothing_and_crossing_ones_do(self):
        said, done, actor, target = threats("ABCDEFG", keen=0.3)
        plain = dyadic_interval(said, done, actor, target)
        inside = actor + ">" + target + (np.arange(len(said)) % 2).astype(str).astype(object)
        assert dyadic_interval(said, done, actor, target, inside).se == pytest.approx(plain.se)
        crossing = np.arange(len(said)) % 9
        assert dyadic_interval(said, done, actor, target, crossing).se != pytest.approx(plain.se)

    def test_order_of_rows_plays_no_part(self):
        said, done, actor, target = threats("ABCDEF", keen=0.2)
        mix = np.random.default_rng(4).permutation(len(said))
        one = dyadic_interval(said, done, actor, target)
        two = dyadic_interval(said[mix], done[mix], actor[mix], target[mix])
        assert (two.lower, two.upper, two.df) == pytest.approx((one.lower, one.upper, one.df))

    def test_missing_target_leaves_the_actor(self):
        said, done = [1.0, 1, 1, 1, 1], [1.0, 0.9, 0.6, 0.2, 0.1]
        found = dyadic_interval(said, done, ["A", "A", "B", "C", "D"], ["B", None, "C", "D", "E"])
        assert found.reason == "" and found.se > 0


class TestWhereItIsNotDefined:
    @pytest.mark.parametrize(
        ("actor", "target", "reason"),
        [
            ("PPPPP", "ABCDE", r"every dyad shares a member with every other one \(P is in all of them\)"),
            ("ABC", "BCA", r"every dyad shares a member with every other one$"),
            ("ABC", "DEF", "no actor recurs across dyads"),
            ("AAA", "BBB", "every dyad|no actor recurs"),
        ],
    )
    def test_reason(self, actor, target, reason):
        n = len(actor)
        found = dyadic_interval(np.ones(n), np.arange(n) / n, list(actor), list(target))
        assert np.isnan([found.lower, found.upper]).all()
        assert re.search(reason, found.reason)
        assert found.gap == pytest.approx(1 - np.mean(np.arange(n) / n))

    def test_sum_that_is_not_positive(self):
        """bark 4, 2, 3, bite 1, 2, .5 on A-B-C-D: errors .556, -1.222, .667; the cross terms outweigh the squares."""
        found = dyadic_interval([4, 2, 3], [1, 2, 0.5], list("ABC"), list("BCD"))
        assert found.reason == "the estimated variance is not positive"
        assert dense([4, 2, 3], [1, 2, 0.5], "ABC", "BCD")[0] < 0

    @pytest.mark.parametrize("kept", [0.0, 1.0, 0.5])
    def test_no_variance_has_wilson_limits(self, kept):
        found = dyadic_interval(np.ones(3), np.full(3, kept), list("ABC"), list("BCD"))
        assert found.method == "Wilson, effective n"
        assert found.upper - found.lower > 0.4

    def test_nothing_named(self):
        assert dyadic_interval([0, 0], [0, 0], "AB", "BC").reason == "nothing was named"

    @pytest.mark.parametrize("name", ["actor", "target", "cluster"])
    def test_shapes(self, name):
        sides = {"actor": list("ABC"), "target": list("BCD"), "cluster": list("xyz")}
        sides[name] = sides[name][:2]
        with pytest.raises(
            ValueError, match=rf"{name} has shape \(2,\), bark \(3,\); one {name} per statement"
        ):
            dyadic_interval(np.ones(3), np.zeros(3), **sides)

    def test_too_many_pairs_are_said_to_be(self, monkeypatch):
        monkeypatch.setattr(dyadic_module, "_MOST_PAIRS", 50)
        said, done, actor, target = threats("ABCDEFG", keen=0.3)
        found = gap_interval(said, done, actor + target, said * 0, window=60, actor=actor, target=target)
        assert found.method == "cluster t, logit"
        assert "not allowed for: there are too many pairs of dyads" in found.note


class TestChoice:
    def choose(self, sides: tuple[np.ndarray, ...], method: Any = "auto", **choices: Any) -> Any:
        said, done, actor, target = sides
        cluster = choices.pop("cluster", actor + ">" + target)
        return gap_interval(
            said, done, cluster, np.arange(len(said)), window=60, method=method, actor=actor, target=target,
            n_boot=49, **choices,
        )  # fmt: skip

    def test_auto_takes_it_where_actors_matter(self):
        sides = threats("ABCDEFGHIJ", keen=0.4)
        found, clustered = self.choose(sides), self.choose(sides, "cluster")
        assert found.method == "dyadic t, logit"
        assert found.se > 2 * clustered.se and found.df > 2
        assert found == dyadic_interval(*sides)

    def test_auto_keeps_clusters_where_they_do_not(self):
        """A fate that is the dyad's own: for each kept word of A to B there is one of A to C that is not."""
        _, _, actor, target = sides = threats("ABCDEFGHIJ", each=1)
        done = np.array([(ord(a) + ord(b)) % 2 for a, b in zip(actor, target, strict=True)], dtype=float)
        found = self.choose((np.ones(len(sides[0])), done, actor, target))
        assert (found.method, found.note) == ("cluster t, logit", "")

    def test_auto_without_actors_is_what_it_was(self):
        said, done, actor, target = threats("ABCDEFGHIJ", keen=0.4)
        found = gap_interval(said, done, actor + target, np.arange(len(said)), window=60)
        code = np.unique((actor + target).astype(str), return_inverse=True)[1]
        assert found == cluster_interval(np.bincount(code, said), np.bincount(code, done))

    def test_auto_says_what_it_cannot_allow_for(self):
        """Two actors in most dyads leave too few degrees of freedom."""
        said, done, actor, target = threats("ABCDEF", each=3, keen=0.4)
        kept = np.isin(actor.astype(str), ["A", "F"])
        found = self.choose((said[kept], done[kept], actor[kept], target[kept]))
        assert found.method == "cluster t, logit"
        assert "too few actors recur to allow for it (1." in found.note
        assert "2 needed): the interval is likely too narrow" in found.note

    def test_star_falls_back_to_clusters_with_a_note(self):
        said, done = threats("ABCDEF")[:2]
        actor, target = (
            np.full(len(said), "PRK", dtype=object),
            np.resize(list("ABCDEF"), len(said)).astype(object),
        )
        found = self.choose((said, done, actor, target), "dyadic")
        assert found.method == "cluster t, logit"
        assert (
            found.note
            == "not dyadic: every dyad shares a member with every other one (PRK is in all of them)"
        )
        assert (found.lower, found.upper) == (lambda x: (x.lower, x.upper))(
            self.choose((said, done, actor, target), "cluster")
        )
        assert self.choose((said, done, actor, target)).note == ""

    def test_dyadic_on_request_whatever_the_degrees_of_freedom(self):
        sides = threats("ABCDE", keen=0.5)
        assert self.choose(sides, "dyadic") == dyadic_interval(*sides)

    def test_few_clusters_are_blocks_whoever_is_in_them(self):
        sides = threats("ABCDEFGH", keen=0.4)
        cluster = np.arange(len(sides[0])) % 4
        assert self.choose(sides, cluster=cluster).method == "block bootstrap t, logit"
        assert self.choose(sides, "dyadic", cluster=cluster).method == "dyadic t, logit"

    def test_none_and_few_statements(self):
        sides = threats("ABCDEFGH")
        assert self.choose(sides, "none").reason == "no interval was asked for"
        few = tuple(side[:9] for side in sides)
        for method in ("auto", "cluster", "dyadic", "block", "cluster-effective", "none"):
            assert self.choose(few, method).reason == "only 9 scored, 10 needed for an interval"

    def test_dyadic_needs_actors(self):
        with pytest.raises(RhetoricGapError, match="method='dyadic' needs actor= and target="):
            gap_interval(np.ones(12), np.ones(12), np.arange(12), np.arange(12), window=60, method="dyadic")

    def test_unknown_method(self):
        with pytest.raises(UnknownOptionError, match="'cluster-effective', 'dyadic', 'block', 'none'"):
            self.choose(threats("ABCD"), "dyad")

    @pytest.mark.parametrize("name", ["north_korea", "russia_partners"])
    def test_bundled_cases_stay_clustered(self, name):
        """One is a star, the other has nearly all severity in dyads of two countries."""
        rows = outcomes(load_dataset(name))
        rows = rows[rows["state"].isin(RISK_STATES)]
        sides = [rows[c].to_numpy(dtype=object) for c in ("cluster", "actor", "target")]
        found = gap_interval(
            rows["severity"], rows["credit"], sides[0], np.zeros(len(rows)), window=60,
            actor=sides[1], target=sides[2],
        )  # fmt: skip
        assert found.method == "cluster t, logit"
        assert "a few clusters hold most of the severity" in found.note
        assert "method='cluster-effective' allows for it" in found.note

    @settings(max_examples=50)
    @given(seed=st.integers(0, 10_000), names=st.integers(3, 9), joint=st.booleans())
    def test_always_proper(self, seed, names, joint):
        sides = rare_pairs(30, names, joint, seed)
        for method in ("auto", "dyadic"):
            found = self.choose(sides, method)
            assert 0 <= found.lower <= found.gap <= found.upper <= 1 and found.lower < found.upper
