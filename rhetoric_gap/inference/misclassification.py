"""A share corrected for a coder who is known to err: sensitivity and specificity from a gold sample."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rhetoric_gap.errors import RhetoricGapError
from rhetoric_gap.spec import LEVEL


@dataclass(frozen=True)
class CorrectedShare:
    """A share after correction for misclassification.

    Attributes
    ----------
    share : float
        Corrected share, cut to [0, 1].
    raw : float
        Corrected share before it was cut; outside [0, 1] where the errors assumed do not fit what was observed.
    lower, upper : float
        Limits, cut to [0, 1]; NaN if no interval is given.
    level : float
        Confidence level.
    observed, sensitivity, specificity : float
        What it was computed from.
    truncated : bool
        Whether the share was cut to [0, 1].
    method : str
        How the interval was made; empty if it was not.
    reason : str
        Why there is none; empty if there is one.
    notes : tuple of str
        What a reader must know.
    """

    share: float
    raw: float
    lower: float
    upper: float
    level: float
    observed: float
    sensitivity: float
    specificity: float
    truncated: bool
    method: str
    reason: str = ""
    notes: tuple[str, ...] = ()


def rogan_gladen(
    observed: float,
    sensitivity: float,
    specificity: float,
    *,
    n: float | None = None,
    n_positive: float | None = None,
    n_negative: float | None = None,
    level: float = LEVEL,
) -> CorrectedShare:
    """Correct an observed share for known rates of error.

    Parameters
    ----------
    observed : float
        Share coded positive (here: unfulfilled), in [0, 1].
    sensitivity : float
        Share of truly positive cases that are coded so, in [0, 1].
    specificity : float
        Share of truly negative cases that are coded so, in [0, 1].
    n : float, optional
        Cases behind ``observed``; where they come in clusters, the effective number (see Notes). Without it there is no
        interval.
    n_positive, n_negative : float, optional
        Truly positive and truly negative cases in the gold sample that sensitivity and specificity were estimated from.
        Without them both are taken as known exactly, with a note.
    level : float, default 0.95
        Confidence level, in (0, 1).

    Returns
    -------
    CorrectedShare
        The share, cut to [0, 1] with a note, and its interval.

    Raises
    ------
    RhetoricGapError
        If a share is outside [0, 1], a number of cases is not positive, or sensitivity and specificity add up to 1 or
        less: such a coder does no better than a coin, and no correction exists.

    Notes
    -----
    ``share = (observed + specificity - 1) / (sensitivity + specificity - 1)`` (Rogan and Gladen 1978). The interval is
    that of Lang and Reiczigel (2014), which carries the uncertainty of all three and adds to each what Agresti and
    Coull add to a proportion::

        p' = (n p + z^2/2) / (n + z^2)      Se' = (n1 Se + 1) / (n1 + 2)      Sp' = (n0 Sp + 1) / (n0 + 2)
        q  = (p' + Sp' - 1) / (Se' + Sp' - 1)
        d  = 2 z^2 (q Se'(1 - Se')/(n1 + 2) - (1 - q) Sp'(1 - Sp')/(n0 + 2))
        limits = q + d +- z sqrt(p'(1 - p')/(n + z^2) + q^2 Se'(1 - Se')/(n1 + 2) + (1 - q)^2 Sp'(1 - Sp')/(n0 + 2))
                          / (Se' + Sp' - 1)

    With known Se and Sp their terms vanish. For clustered cases pass the effective number ``p (1 - p) / se^2``, se
    being the clustered standard error of ``observed``. It assumes that errors are alike in all cases, whatever else is
    true of them, and that the gold sample was not chosen by how cases were coded. It fails where sensitivity and
    specificity add up to little more than 1: limits are then wide or cut, and simulated coverage is in
    ``benchmarks/results/agreement.md``.

    References
    ----------
    Rogan, W. J. and Gladen, B. (1978). Estimating prevalence from the results of a screening test. American Journal of
    Epidemiology 107, 71-76.
    Lang, Z. and Reiczigel, J. (2014). Confidence limits for prevalence of disease adjusted for estimated sensitivity
    and specificity. Preventive Veterinary Medicine 113, 13-22.

    Examples
    --------
    >>> round(rogan_gladen(0.4, 0.8, 0.9).share, 6)
    0.428571
    >>> found = rogan_gladen(0.4, 0.8, 0.9, n=100, n_positive=50, n_negative=50)
    >>> round(found.lower, 3), round(found.upper, 3)
    (0.257, 0.604)
    """
    _check(observed, sensitivity, specificity, n, n_positive, n_negative, level)
    gain = sensitivity + specificity - 1
    raw = (observed + specificity - 1) / gain
    share = float(np.clip(raw, 0, 1))
    notes = []
    if share != raw:
        notes.append(
            f"the corrected share is {raw:.3f}, cut to {share:.0f}: with these rates of error {observed:.3f} is "
            + (
                "less than false positives alone would give"
                if raw < 0
                else "more than if all cases were positive"
            )
        )
    if n is not None and (n_positive is None or n_negative is None):
        notes.append("sensitivity and specificity without a number of gold cases are taken as known exactly")
    nan = float("nan")
    lower, upper, method, reason = nan, nan, "", "n was not given, so no interval"
    if n is not None:
        lower, upper, reason = _limits(observed, sensitivity, specificity, n, n_positive, n_negative, level)
        method = "" if reason else "Lang-Reiczigel"
    return CorrectedShare(
        share, float(raw), lower, upper, level, float(observed), float(sensitivity), float(specificity),
        share != raw, method, reason, tuple(notes),
    )  # fmt: skip


def _check(
    observed: float,
    sensitivity: float,
    specificity: float,
    n: float | None,
    n_positive: float | None,
    n_negative: float | None,
    level: float,
) -> None:
    """Complain of everything that is wrong with the numbers at once."""
    shares = {"observed": observed, "sensitivity": sensitivity, "specificity": specificity}
    wrong = [
        f"{name} must be in [0, 1], got {value!r}" for name, value in shares.items() if not 0 <= value <= 1
    ]
    counts = {"n": n, "n_positive": n_positive, "n_negative": n_negative}
    wrong += [
        f"{k} must be a positive number, got {v!r}" for k, v in counts.items() if v is not None and not v > 0
    ]
    if not 0 < level < 1:
        wrong.append(f"level must be in (0, 1), got {level!r}")
    if not wrong and sensitivity + specificity <= 1:
        wrong.append(
            f"sensitivity {sensitivity:g} and specificity {specificity:g} add up to 1 or less: the coding is no better "
            "than a coin, so the true share cannot be told from it"
        )
    if wrong:
        raise RhetoricGapError("; ".join(wrong))


def _limits(
    observed: float,
    sensitivity: float,
    specificity: float,
    n: float,
    n_positive: float | None,
    n_negative: float | None,
    level: float,
) -> tuple[float, float, str]:
    """Limits after Lang and Reiczigel, or the reason why there are none."""
    from scipy.stats import norm

    z = float(norm.ppf((1 + level) / 2))
    p = (n * observed + z**2 / 2) / (n + z**2)
    se, var_se = _adjusted(sensitivity, n_positive)
    sp, var_sp = _adjusted(specificity, n_negative)
    gain = se + sp - 1
    if gain <= 0:
        nan = float("nan")
        return nan, nan, "so few gold cases that sensitivity and specificity may add up to 1 or less"
    q = (p + sp - 1) / gain
    shift = 2 * z**2 * (q * var_se - (1 - q) * var_sp)
    half = z * np.sqrt(p * (1 - p) / (n + z**2) + q**2 * var_se + (1 - q) ** 2 * var_sp) / gain
    lower, upper = (float(np.clip(limit, 0, 1)) for limit in (q + shift - half, q + shift + half))
    if lower == upper:
        nan = float("nan")
        return nan, nan, "both limits lie outside [0, 1]: the rates of error do not fit what was observed"
    return lower, upper, ""


def _adjusted(rate: float, cases: float | None) -> tuple[float, float]:
    """Return a rate pulled towards one half by two cases, and its variance; none if it is known exactly."""
    if cases is None:
        return rate, 0.0
    pulled = (cases * rate + 1) / (cases + 2)
    return pulled, pulled * (1 - pulled) / (cases + 2)
