"""The gap and everything printed beside it, as sums over the outcomes of one group."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from brute_pairs import HELD_BACK, RISK_STATES, Row, abstains
from scipy import stats


def ratio(top: float, bottom: float) -> float:
    """Divide, or say that there is nothing to divide by."""
    return top / bottom if bottom else math.nan


def index(outcomes: Sequence[Row], told: Sequence[Row] = (), weight: str = "severity") -> dict[str, float]:
    """Compute the gap and everything printed beside it, over the outcomes of one group."""
    words = [o for o in outcomes if not o["abstains"]]
    risk = [o for o in words if o["state"] in RISK_STATES]
    bark = sum(o["severity"] for o in risk)
    bite = sum(min(o["credit"], o["severity"]) for o in risk)
    empty = [1 - o["credit"] / o["severity"] for o in risk]
    gap = 1 - bite / bark if bark else math.nan
    plain = sum(empty) / len(empty) if empty else math.nan
    loud = [a.get(weight) or 0.0 for a in told]
    silent = [a.get(weight) or 0.0 for a in told if not a["announced"]]
    cells = {f"n_{state}": count(words, state) for state in STATES}
    return (
        cells
        | bounds(words)
        | stages(risk, bark)
        | denials(outcomes)
        | {
            "n": len(risk),
            "n_statements": len(outcomes),
            "n_clusters": len({o["cluster"] for o in risk}),
            "bark": bark,
            "bite": bite,
            "gap": gap,
            "follow_through": 1 - gap,
            "gap_unweighted": plain,
            "cov_term": covariance([o["severity"] for o in risk], empty),
            "testable_share": ratio(sum(o["state"] != "untestable" for o in words), len(words)),
            "unannounced_share": ratio(sum(silent), sum(loud)),
            "n_actions": len(told),
        }
    )


STATES = (*RISK_STATES, "open", *HELD_BACK, "complied", "untestable")


def count(outcomes: Sequence[Row], state: str) -> int:
    """Count the outcomes in a state."""
    return sum(o["state"] == state for o in outcomes)


def covariance(r: Sequence[float], empty: Sequence[float]) -> float:
    """Compute ``Cov(r, 1 - f) / mean(r)``, the population covariance: weighted minus unweighted gap."""
    if not r:
        return math.nan
    mean_r, mean_e = sum(r) / len(r), sum(empty) / len(r)
    return sum((a - mean_r) * (b - mean_e) for a, b in zip(r, empty, strict=True)) / len(r) / mean_r


def bounds(words: Sequence[Row]) -> dict[str, float]:
    """Bound the gap over everything said, had all that is untested been kept, or not been kept."""
    risk = [o for o in words if o["state"] in RISK_STATES]
    held = [o for o in words if o["state"] in HELD_BACK]
    pending = [o for o in words if o["state"] == "open"]
    total = sum(o["severity"] for o in risk + held + pending)
    sure = sum(o["severity"] - o["credit"] for o in risk)
    possible = sum(o["severity"] for o in held) + sum(o["severity"] - o["credit"] for o in pending)
    return {"bound_low": ratio(sure, total), "bound_high": ratio(sure + possible, total)}


def stages(risk: Sequence[Row], bark: float) -> dict[str, float]:
    """Split the total gap into words to deeds and deeds to effects; unknown effects as 1 and as 0."""
    bite = sum(o["credit"] for o in risk)
    low = sum(o["credit"] * o["effect_low"] for o in risk)
    high = sum(o["credit"] * o["effect_high"] for o in risk)
    return {
        "efficacy_low": ratio(low, bite),
        "efficacy_high": ratio(high, bite),
        "gap_total_low": 1 - high / bark if bark else math.nan,
        "gap_total_high": 1 - low / bark if bark else math.nan,
    }


def denials(outcomes: Sequence[Row]) -> dict[str, float]:
    """Score refusals and denials apart: severity-weighted share contradicted."""
    mine = [o for o in outcomes if o["abstains"]]
    broken = [o for o in mine if o["state"] == "contradicted"]
    decided = [o for o in mine if o["state"] in ("contradicted", "upheld")]
    weigh = [o for o in decided if o["severity"] is not None]
    share = ratio(
        sum(o["severity"] for o in weigh if o["state"] == "contradicted"), sum(o["severity"] for o in weigh)
    )
    return {"n_denials": len(mine), "n_contradicted": len(broken), "contradicted_share": share}


def flow(statements: Iterable[Row], actions: Iterable[Row]) -> dict[str, float]:
    """Compare the severity sums of all statements and all deeds, paired or not.

    Refusals and denials name a deed that is not to be done: no words to hold against deeds.
    """
    words = [s.get("severity") or 0.0 for s in statements if not abstains(s)]
    done = [a.get("severity") or 0.0 for a in actions if a.get("attempted") is not False]
    r, b = sum(words), sum(done)
    silent = not words and not done
    return {
        "words": r,
        "deeds": b,
        "balance": ratio(r - b, r + b),
        "log_ratio": math.nan if silent else math.log((r + 0.5) / (b + 0.5)),
    }


def cluster_interval(bark: Sequence[float], bite: Sequence[float], level: float = 0.95) -> dict[str, float]:
    """Ratio-estimator interval over cluster sums, on the logit scale."""
    k, total = len(bark), sum(bark)
    gap = 1 - sum(bite) / total
    e = [(r - d) - gap * r for r, d in zip(bark, bite, strict=True)]
    se = math.sqrt(k / (k - 1) * sum(x * x for x in e)) / total
    t = float(stats.t.ppf((1 + level) / 2, k - 1))
    middle, spread = math.log(gap / (1 - gap)), t * se / (gap * (1 - gap))
    lower, upper = (1 / (1 + math.exp(-(middle + sign * spread))) for sign in (-1, 1))
    return {"gap": gap, "se": se, "t": t, "lower": lower, "upper": upper}
