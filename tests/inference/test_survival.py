"""Curves by lag: golden numbers, other libraries, brute force, and what they do with almost nothing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit, logit
from scipy.stats import t
from sksurv import nonparametric

from rhetoric_gap.inference import aalen_johansen, credit_curve, ipcw_gap, kaplan_meier
from rhetoric_gap.inference.layers import _layer, _rows
from rhetoric_gap.inference.spells import cluster_numbers, leave_one_out

NEVER = np.inf
FEW = settings(max_examples=50)
lag = st.integers(0, 12).map(float)


@st.composite
def statements(draw, most=14, entries=False):
    """Draw lags, watches, ends, entries, weights and clusters of a few statements, full of ties."""
    n = draw(st.integers(2, most))
    rows = st.tuples(
        st.one_of(lag, st.just(NEVER)), lag, st.one_of(lag, st.just(NEVER), st.just(NEVER)), st.integers(1, 2),
        lag if entries else st.just(0.0), st.sampled_from((0.2, 0.5, 1.0, 3.0)), st.integers(0, 3),
    )  # fmt: skip
    return [np.array(column) for column in zip(*draw(st.lists(rows, min_size=n, max_size=n)), strict=True)]


def brute(reached, watched, ended, cause, entry, weight, at):
    """Aalen-Johansen by the textbook, statement by statement and lag by lag: kept, and each other end."""
    shares = {0: 0.0, 1: 0.0, 2: 0.0}
    left = 1.0
    for day in np.arange(0, at + 1):
        risk, hit = 0.0, {0: 0.0, 1: 0.0, 2: 0.0}
        for r, c, e, k, late, w in zip(reached, watched, ended, cause, entry, weight, strict=True):
            stop = min(r, c, e)
            if stop < day or (late > 0 and day <= late):
                continue
            risk += w
            if day == stop and r <= min(c, e):
                hit[0] += w
            elif day == stop and e <= c:
                hit[k] += w
        if risk:
            for key, value in hit.items():
                shares[key] += left * value / risk
            left *= 1 - sum(hit.values()) / risk
    return shares


def oracle_incidence(code, stop):
    """Incidence of each event by scikit-survival; by its survival curve where it is too old to have competing risks."""
    if hasattr(nonparametric, "cumulative_incidence_competing_risks"):
        return nonparametric.cumulative_incidence_competing_risks(code, stop)
    times, left = nonparametric.kaplan_meier_estimator(code > 0, stop)
    before = np.concatenate([[1.0], left[:-1]])
    risk = np.array([(stop >= time).sum() for time in times])
    rows = [[((stop == time) & (code == k)).sum() for time in times] for k in range(1, code.max() + 1)]
    each = np.cumsum(before * np.array(rows) / risk, axis=1)
    return times, np.vstack([each.sum(axis=0), each])


class TestKaplanMeier:
    def test_golden_gap(self, golden):
        """Lag 10: 1 of 5, so 4/5 are left; lag 30: 1 of 3, so 4/5 x 2/3 = .5333; the gap at 60 is that."""
        example = golden["km"]
        curve = kaplan_meier(example["time"], example["kept"])
        assert 1 - curve.at(60) == pytest.approx(example["gap_60"], abs=1e-6)
        assert curve.times.tolist() == [10, 20, 30, 60]
        assert curve.incidence == pytest.approx([1 / 5, 1 / 5, 7 / 15, 7 / 15])
        assert curve.n_at_risk.tolist() == [5, 4, 3, 2]
        assert curve.n_events.tolist() == [1, 0, 1, 0]

    def test_severity_weighs(self):
        """Weights 1 2 1 1 3: 1/8 at lag 10, then 1 of 1 + 1 + 3 at lag 30: 1 - 7/8 x 4/5 = .3."""
        curve = kaplan_meier([10, 20, 30, 60, 60], [1, 0, 1, 0, 0], weights=[1, 2, 1, 1, 3])
        assert curve.at(60) == pytest.approx(0.3)

    def test_delayed_entry_by_hand(self):
        """Lag 5: one of three at risk (the third enters after 6); lag 10: one of three again: 1 - 4/9."""
        curve = kaplan_meier([5, 20, 10, 20], [1, 0, 1, 0], entry=[0, 0, 6, 3])
        assert [curve.at(5), curve.at(10)] == pytest.approx([1 / 3, 5 / 9])
        assert curve.n_at_risk[curve.times == 10].tolist() == [3]

    def test_entry_at_the_start_of_the_clock_is_no_late_entry(self):
        """What happens at lag 0 is seen by those who enter with the clock."""
        curve = kaplan_meier([0, 5, 9, 9], [1, 1, 0, 0], entry=[0, 0, 0, 0])
        assert curve.at(0) == pytest.approx(0.25)

    def test_deed_on_the_last_day_of_watch_comes_first(self):
        assert kaplan_meier([7, 7], [1, 0]).at(7) == pytest.approx(0.5)

    @pytest.mark.parametrize("late", [False, True])
    @pytest.mark.parametrize("seed", range(3))
    def test_like_scikit_survival(self, seed, late):
        """The oracle: another library, integer weights as repeated rows."""
        oracle = nonparametric.kaplan_meier_estimator
        rng = np.random.default_rng(seed)
        n = 120
        stop, kept = rng.integers(1, 40, n), rng.random(n) < 0.5
        entry = np.where(rng.random(n) < 0.5, rng.integers(0, stop), 0) if late else np.zeros(n, dtype=int)
        many = rng.integers(1, 4, n)
        # The oracle's entry is at risk at once, ours from the next day on; without late entry both start at 0.
        start = np.repeat(np.where(entry > 0, entry + 0.5, 0.0), many) if late else None
        times, left = oracle(np.repeat(kept, many), np.repeat(stop, many).astype(float), start)
        curve = kaplan_meier(stop, kept, entry=entry, weights=many)
        assert [curve.at(time) for time in times] == pytest.approx((1 - left).tolist(), abs=1e-12)

    def test_error_without_open_statements_is_that_of_a_share(self):
        """Everybody watched: the jackknife of a mean over clusters, worked by leaving out each."""
        kept, clusters = np.array([1, 1, 0, 1, 0, 0]), np.array(list("aabbcc"))
        curve = kaplan_meier(np.where(kept, 3, 9), kept, clusters=clusters)
        without = [kept[clusters != c].mean() for c in "abc"]
        se = np.sqrt(2 / 3 * sum((w - 0.5) ** 2 for w in without))
        half = t.ppf(0.975, 2) * se / 0.25
        assert [curve.se[-1], curve.lower[-1], curve.upper[-1]] == pytest.approx(
            [se, expit(logit(0.5) - half), expit(logit(0.5) + half)]
        )
        assert (curve.method, curve.reason) == ("Kaplan-Meier, cluster jackknife t, logit", "")

    def test_clusters_that_share_a_fate_are_less_certain(self):
        kept = np.tile([1, 1, 1, 0, 0, 0], 5)
        stop = np.where(kept, 5, 20)
        together = kaplan_meier(stop, kept, clusters=np.repeat(np.arange(10), 3))
        apart = kaplan_meier(stop, kept, clusters=np.arange(30) % 10)
        assert together.se[-1] > 2 * apart.se[-1]

    def test_level(self):
        wide, narrow = (kaplan_meier([5, 20, 9, 20], [1, 0, 1, 0], level=level) for level in (0.99, 0.5))
        assert wide.lower[-1] < narrow.lower[-1] < 0.5 < narrow.upper[-1] < wide.upper[-1]
        assert wide.level == 0.99


class TestAalenJohansen:
    def test_by_hand(self):
        """.2 kept at 10; .8 x 1/4 = .2 withdrawn at 20; .6 x 1/3 = .2 more kept at 30; the rest, .4, is left."""
        curve = aalen_johansen([10, 20, 30, 60, 60], [1, 2, 1, 0, 0])
        assert curve.incidence[-1] == pytest.approx(0.4)
        assert curve.others[:, -1] == pytest.approx([0.2])
        assert curve.causes == (2,)
        naive = kaplan_meier([10, 20, 30, 60, 60], [1, 0, 1, 0, 0])
        assert naive.at(60) > curve.at(60)

    @pytest.mark.parametrize("seed", range(3))
    def test_like_scikit_survival(self, seed):
        rng = np.random.default_rng(seed)
        stop, code, many = rng.integers(1, 40, 90), rng.integers(0, 4, 90), rng.integers(1, 4, 90)
        times, shares = oracle_incidence(np.repeat(code, many), np.repeat(stop, many).astype(float))
        curve = aalen_johansen(stop, code, weights=many)
        assert [curve.at(time) for time in times] == pytest.approx(shares[1].tolist(), abs=1e-12)
        assert curve.others[1, -1] == pytest.approx(shares[3, -1], abs=1e-12)

    def test_any_event_may_be_the_one_of_interest(self):
        stop, code = [3, 5, 8, 8], [1, 2, 2, 0]
        one, two = aalen_johansen(stop, code), aalen_johansen(stop, code, event_of_interest=2)
        assert two.at(8) == pytest.approx(one.others[0, -1])
        assert two.causes == (1,)

    def test_codes_are_whole_numbers(self):
        with pytest.raises(ValueError, match="whole numbers, 0 for still open"):
            aalen_johansen([1, 2], [1, 0.5])

    @FEW
    @given(statements(entries=True))
    def test_like_the_textbook(self, columns):
        reached, watched, ended, cause, entry, weight, _ = columns
        cause = np.where(np.isfinite(ended), cause, 0)
        at = watched.max()
        curve = credit_curve(
            reached, watched, ended=ended, cause=cause, entry=entry, weights=weight, times=np.arange(at + 1)
        )
        shares = brute(reached, watched, ended, cause, entry, weight, at)
        if not curve.reason.startswith("nobody"):
            assert curve.incidence[-1] == pytest.approx(shares[0], abs=1e-9)
            for code, share in zip(curve.causes, curve.others[:, -1], strict=True):
                assert share == pytest.approx(shares[code], abs=1e-9)


class TestCreditCurve:
    def test_without_open_statements_it_is_the_mean_credit(self):
        reached = np.array([[5, 30], [5, NEVER], [NEVER, NEVER], [12, 12]])
        weight = np.array([1.0, 0.5, 0.2, 0.8])
        curve = credit_curve(reached, np.full(4, 60), depth=[0.4, 0.6], weights=weight, times=[5, 12, 30, 60])
        credit = (reached[:, :, None] <= np.array([5, 12, 30, 60])) * np.array([0.4, 0.6])[None, :, None]
        mean = (weight[:, None] * credit.sum(axis=1)).sum(axis=0) / weight.sum()
        assert curve.incidence == pytest.approx(mean)

    def test_layers_are_added_up(self):
        """Layer one: 1 of 3 by lag 5, then the third row is gone at 20; layer two: 1 of 2 at lag 30."""
        curve = credit_curve(
            [[5, 30], [NEVER, NEVER], [NEVER, NEVER]], [60, 60, 20], depth=[0.5, 0.5], times=[5, 30, 60]
        )
        assert curve.incidence == pytest.approx([0.5 / 3, 0.5 / 3 + 0.25, 0.5 / 3 + 0.25])
        assert curve.n_events.tolist() == [1, 1, 0]
        assert curve.method.startswith("Kaplan-Meier by layer")

    def test_credit_that_stays_partial_never_reaches_one(self):
        curve = credit_curve([[3.0], [3.0]], [60, 60], depth=[0.3])
        assert curve.at(60) == pytest.approx(0.3)

    def test_curve_ends_where_nobody_was_watched(self):
        curve = credit_curve([4, NEVER, NEVER], [20, 20, 9], times=np.arange(31))
        assert np.isfinite(curve.incidence[:21]).all()
        assert np.isnan(curve.incidence[21:]).all()
        assert curve.reason.startswith("nobody is under watch at lag 21")
        assert np.isnan(curve.lower[21:]).all()

    def test_curve_goes_on_where_everything_was_done(self):
        curve = credit_curve([4, 7], [9, 9], times=np.arange(31))
        assert curve.incidence[-1] == 1
        assert curve.reason == ""

    def test_nobody_under_watch_at_the_start(self):
        """Everybody became known late: what was kept before that is not known, and is not taken for none."""
        curve = credit_curve([5, NEVER], [60, 60], entry=[2, 3], times=np.arange(61))
        assert np.isnan(curve.incidence).all()
        assert curve.reason.startswith("nobody is under watch at lag 0")

    def test_a_layer_nobody_was_seen_to_reach_or_not(self):
        """Both were half done before they became known: how often words are half done is not known from them."""
        curve = credit_curve(
            [[2, 30], [3, NEVER]], [60, 60], depth=[0.5, 0.5], entry=[5, 5], times=np.arange(61)
        )
        assert np.isnan(curve.incidence).all()

    def test_one_cluster_alone_at_the_end_has_no_limits_there(self):
        curve = credit_curve(
            [4, NEVER, 4, NEVER], [60, 60, 20, 20], clusters=["a", "a", "b", "b"], times=np.arange(61)
        )
        assert np.isfinite(curve.upper[20])
        assert np.isnan(curve.upper[21:]).all()
        assert np.isfinite(curve.incidence).all()
        assert curve.reason == "no limits from lag 21 on: one cluster alone is watched"

    def test_no_limits_from_one_cluster(self):
        curve = credit_curve([4, NEVER], [9, 9], clusters=["a", "a"])
        assert curve.reason == "one cluster: no variance between clusters to see"
        assert np.isnan(curve.upper).all()
        assert curve.at(9) == 0.5
        assert curve.method == "Kaplan-Meier"

    @pytest.mark.parametrize("rows", [[], [0.0, 0.0]])
    def test_nothing_named(self, rows):
        curve = credit_curve(np.full(len(rows), 3.0), np.full(len(rows), 9.0), weights=rows)
        assert curve.reason == "nothing was named"
        assert np.isnan(curve.at(5))

    @pytest.mark.parametrize(("done", "share"), [(NEVER, 0.0), (0.0, 1.0)])
    def test_limits_have_width_where_all_or_nothing_is_done(self, done, share):
        """Five equal clusters: the far Wilson limit is z2 / (5 + z2) away."""
        z2 = 1.959963984540054**2
        curve = credit_curve(np.full(5, done), np.full(5, 9.0))
        assert curve.at(9) == share
        assert sorted([curve.lower[-1], curve.upper[-1]]) == pytest.approx(
            sorted([share, abs(share - z2 / (5 + z2))])
        )

    @pytest.mark.parametrize(
        ("change", "message"),
        [
            ({"watched": [9.0]}, "watched has shape"),
            ({"weights": [1.0, -1.0]}, "weights must be numbers from 0 up; not so in rows 1"),
            ({"watched": [9.0, np.nan]}, "watched must be numbers from 0 up; not so in rows 1"),
            ({"reached": [np.nan, 1.0]}, "must be numbers from 0 up; not so in rows 0"),
            ({"depth": [0.5, 0.5]}, "one for each of 1 layers"),
            ({"depth": [1.5]}, "sum to at most 1, got a sum of 1.5"),
            ({"ended": [3.0, NEVER]}, "a code of at least 1 in cause"),
            ({"clusters": ["a"]}, "one for each of 2 rows"),
            ({"times": [3.0, 3.0]}, "rising lags"),
            ({"reached": [[5.0, 3.0], [1.0, 2.0]], "depth": [0.5, 0.5]}, "sort the columns of reached"),
        ],
    )
    def test_mistakes_are_named(self, change, message):
        with pytest.raises(ValueError, match=message):
            credit_curve(**{"reached": [5.0, NEVER], "watched": [9.0, 9.0], **change})

    def test_rows_that_were_never_watched_are_refused(self):
        with pytest.raises(ValueError, match="rows 1 were never under watch; leave them out"):
            kaplan_meier([5, 5], [1, 1], entry=[0, 5])

    @FEW
    @given(statements(entries=True), st.randoms(use_true_random=False))
    def test_order_of_rows_and_names_of_clusters_play_no_part(self, columns, random):
        order = list(range(len(columns[0])))
        random.shuffle(order)
        found = []
        for place, name in ((np.arange(len(order)), "{}"), (np.array(order), "dyad {}")):
            reached, watched, _, _, entry, weight, cluster = (column[place] for column in columns)
            names = [name.format(c) for c in cluster]
            found.append(credit_curve(reached, watched, entry=entry, weights=weight, clusters=names))
        one, two = found
        for side in ("incidence", "lower", "upper", "n_at_risk", "n_events"):
            np.testing.assert_allclose(getattr(one, side), getattr(two, side), atol=1e-12)

    @FEW
    @given(statements(entries=True))
    def test_always_proper(self, columns):
        """A share rises from 0 to at most 1, and its limits are around it and never without width."""
        reached, watched, ended, cause, entry, weight, cluster = columns
        cause = np.where(np.isfinite(ended), cause, 0)
        curve = credit_curve(
            reached, watched, ended=ended, cause=cause, entry=entry, weights=weight, clusters=cluster
        )
        known = np.isfinite(curve.incidence)
        share = curve.incidence[known]
        assert ((share >= 0) & (share <= 1) & (np.diff(share, prepend=0) >= -1e-12)).all()
        assert (share + curve.others[:, known].sum(axis=0) <= 1 + 1e-9).all()
        given_ = np.isfinite(curve.lower)
        low, high = curve.lower[given_], curve.upper[given_]
        assert (
            (low >= 0) & (low <= curve.incidence[given_]) & (curve.incidence[given_] <= high) & (high <= 1)
        ).all()
        assert (high > low).all()

    @FEW
    @given(statements(entries=True))
    def test_leaving_a_cluster_out_is_what_it_says(self, columns):
        """The sums behind the standard error give the curve one gets without the cluster's rows."""
        reached, watched, ended, cause, entry, weight, cluster = columns
        cause = np.where(np.isfinite(ended), cause, 0)
        number = cluster_numbers(cluster, len(cluster))
        codes = tuple(int(c) for c in np.unique(cause) if c > 0)
        rows = _rows(len(cluster), watched, ended, cause.astype(float), entry, weight)
        times = np.arange(13, dtype=float)
        without = np.concatenate(
            list(leave_one_out([_layer(reached, rows, codes, number)], np.ones(1), times))
        )
        for k in range(number.max() + 1):
            rest = number != k
            if not rest.any():
                continue
            alone = credit_curve(
                reached[rest], watched[rest], ended=ended[rest], cause=cause[rest], entry=entry[rest],
                weights=weight[rest], times=times,
            )  # fmt: skip
            np.testing.assert_allclose(without[k, 0], alone.incidence, atol=1e-9)


class TestIpcw:
    def test_by_hand(self):
        """One watch of four ends at 20, so that G = 3/4 later: weights 1, 4/3 x 3; credit 1 + 4/3 x .5 of 5."""
        found = ipcw_gap([10, 20, 30, 60, 60], [1, 0, 1, 1, 1], [1, 0, 0.5, 0, 0])
        assert found.gap == pytest.approx(1 - (1 + 2 / 3) / 5)
        assert found.method == "IPCW, cluster jackknife t, logit"

    def test_golden_gap_again(self, golden):
        """With nothing graded it is the Kaplan-Meier gap."""
        example = golden["km"]
        settled = [1, 0, 1, 1, 1]
        found = ipcw_gap(example["time"], settled, example["kept"])
        assert found.gap == pytest.approx(example["gap_60"], abs=1e-6)

    @FEW
    @given(statements())
    def test_all_or_nothing_is_kaplan_meier(self, columns):
        """Satten and Datta's identity, weights and interval included."""
        reached, watched, _, _, _, weight, cluster = columns
        horizon = 8.0
        settled = np.minimum(reached, horizon)
        seen = settled <= watched
        if not (seen & (settled == horizon) & (reached > horizon)).any():
            return  # nobody was watched to the end without a deed
        found = ipcw_gap(
            np.minimum(settled, watched), seen, reached <= horizon, weights=weight, clusters=cluster
        )
        curve = credit_curve(
            reached,
            np.minimum(watched, horizon),
            weights=weight,
            clusters=cluster,
            times=np.arange(horizon + 1),
        )
        assert found.gap == pytest.approx(1 - curve.at(horizon), abs=1e-9)
        if np.isfinite(found.se) and np.isfinite(curve.se[-1]):
            assert found.se == pytest.approx(curve.se[-1], abs=1e-9)

    def test_error_is_that_of_leaving_clusters_out(self):
        rng = np.random.default_rng(3)
        n = 60
        stop, seen, share = rng.integers(1, 30, n), rng.random(n) < 0.7, rng.choice([0, 0.5, 1], n)
        stop[:10], seen[:10] = 30, True
        cluster, weight = np.arange(n) % 5, rng.choice([0.2, 1.0], n)
        found = ipcw_gap(stop, seen, share, weights=weight, clusters=cluster)
        without = [
            ipcw_gap(stop[rest], seen[rest], share[rest], weights=weight[rest]).gap
            for rest in (cluster != k for k in range(5))
        ]
        assert found.se == pytest.approx(np.sqrt(4 / 5 * sum((w - found.gap) ** 2 for w in without)))

    def test_nobody_seen_to_the_end(self):
        found = ipcw_gap([10, 26], [1, 0], [1, 0])
        assert np.isnan(found.gap)
        assert found.reason == "none of those watched longest, 26 days, was seen settled"

    def test_too_little_for_an_interval(self):
        assert ipcw_gap([9, 9], [1, 1], [1, 0], clusters=["a", "a"]).reason.startswith("one cluster")
        assert ipcw_gap([], [], []).reason == "nothing was named"
        alone = ipcw_gap([9, 5], [1, 0], [0, 0], clusters=["a", "b"])
        assert alone.reason == "all that were watched longest and settled belong to one cluster"

    def test_all_kept_has_width(self):
        found = ipcw_gap([3, 4, 9, 9], [1, 1, 1, 1], [1, 1, 1, 1])
        assert found.gap == 0
        assert 0 < found.upper < 1

    def test_shares_are_shares(self):
        with pytest.raises(ValueError, match="share must be numbers from 0 to 1; not so in rows 1"):
            ipcw_gap([3, 4], [1, 1], [0.5, 1.5])
        assert ipcw_gap([3, 9], [0, 1], [np.nan, 0.5]).gap == pytest.approx(0.5)
