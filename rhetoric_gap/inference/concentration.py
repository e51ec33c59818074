"""How words and deeds are spread over partners: shares, their distance, balance and concentration."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

N_PERM = 999


def partner_shares(weights: ArrayLike) -> np.ndarray:
    """Divide weights by their sum.

    Parameters
    ----------
    weights : array_like of float, shape (..., k)
        Severity per partner, at least 0.

    Returns
    -------
    numpy.ndarray of float, shape (..., k)
        Shares along the last axis; NaN where the sum is 0: shares of nothing are unknown, not equal.

    Raises
    ------
    ValueError
        If a weight is negative or not finite.

    Examples
    --------
    >>> partner_shares([1.95, 0.83]).round(6).tolist()
    [0.701439, 0.298561]
    """
    given = np.asarray(weights, dtype=float)
    if not np.isfinite(given).all() or (given < 0).any():
        raise ValueError("weights must be finite and at least 0")
    total = given.sum(axis=-1, keepdims=True)
    return np.divide(given, total, out=np.full(given.shape, np.nan), where=total > 0)


def total_variation(words: ArrayLike, deeds: ArrayLike) -> float:
    """Return how far two distributions over the same partners are apart.

    Parameters
    ----------
    words, deeds : array_like of float, shape (k,)
        Severity of words and of deeds per partner, at least 0; they need not sum to 1.

    Returns
    -------
    float
        ``0.5 * sum|p - q|`` in [0, 1]: the share of the words that would have to go to another partner for words and
        deeds to be spread alike. NaN where there are no words or no deeds.

    Raises
    ------
    ValueError
        If the shapes differ, or a weight is negative or not finite.

    Notes
    -----
    The distance is never negative, so with few rows it is above 0 by chance alone; see :func:`mismatch_if_chance`.

    Examples
    --------
    >>> round(total_variation([1.95, 0.83], [1.67, 0.74]), 6)
    0.008493
    """
    p, q = partner_shares(words), partner_shares(deeds)
    if p.ndim != 1 or p.shape != q.shape:
        raise ValueError(f"words and deeds must be vectors of one length, got shapes {p.shape} and {q.shape}")
    # Half the sum of absolute differences may leave [0, 1] by a rounding error.
    return float(np.clip(0.5 * np.abs(p - q).sum(), 0.0, 1.0))


def herfindahl(weights: ArrayLike) -> float:
    """Return the Herfindahl index of shares: how much goes to few.

    Parameters
    ----------
    weights : array_like of float, shape (k,)
        Severity per partner, at least 0; they need not sum to 1.

    Returns
    -------
    float
        ``sum(q ** 2)`` in [1 / k, 1]; 1 if all goes to one partner, NaN where there is nothing. ``1 / index`` is the
        number of equal partners that would be as concentrated.

    Raises
    ------
    ValueError
        If a weight is negative or not finite.

    References
    ----------
    Hirschman, A. O. (1964). The paternity of an index. American Economic Review 54, 761.

    Examples
    --------
    >>> herfindahl([3, 1]), herfindahl([0, 2])
    (0.625, 1.0)
    """
    shares = partner_shares(weights)
    if not shares.size:
        return float("nan")
    return float(np.sum(shares**2))


def partner_balance(first: float, second: float) -> float:
    """Return to which of two partners more goes.

    Parameters
    ----------
    first, second : float
        Severity toward each, at least 0.

    Returns
    -------
    float
        ``(first - second) / (first + second)`` in [-1, 1]: 1 all to the first, -1 all to the second, 0 as much to
        both; NaN where there is nothing.

    Raises
    ------
    ValueError
        If one is negative or not finite.

    Examples
    --------
    >>> partner_balance(3, 1), partner_balance(0, 2)
    (0.5, -1.0)
    """
    one, two = partner_shares([first, second])
    return float(one - two)


def mismatch_if_chance(
    weight: ArrayLike, partner: ArrayLike, word: ArrayLike, *, n_perm: int = N_PERM, seed: int = 0
) -> float:
    """Return the mismatch to be expected if partners had nothing to do with whether a row is a word or a deed.

    Parameters
    ----------
    weight : array_like of float, shape (n,)
        Severity of each word and deed, at least 0.
    partner : array_like of int, shape (n,)
        Partner of each, from 0.
    word : array_like of bool, shape (n,)
        Whether it is a word.
    n_perm : int, default 999
        Permutations.
    seed : int, default 0
        Seed; the same seed gives the same number.

    Returns
    -------
    float
        Mean mismatch over permutations of the partners among all rows, in [0, 1]; NaN where words or deeds weigh
        nothing.

    Raises
    ------
    ValueError
        If the shapes differ.

    Notes
    -----
    It answers how large a mismatch so few rows produce by themselves. It is no test: rows of one episode are not
    independent, and a p-value made this way would be too small.

    Examples
    --------
    >>> import numpy as np
    >>> word = np.repeat([True, False], 4)
    >>> round(mismatch_if_chance(np.ones(8), [0, 0, 0, 1] * 2, word), 2)
    0.22
    """
    w, who, said = np.asarray(weight, dtype=float), np.asarray(partner), np.asarray(word, dtype=bool)
    if not w.shape == who.shape == said.shape or w.ndim != 1:
        raise ValueError(
            f"weight, partner and word must be vectors of one length: {w.shape}, {who.shape}, {said.shape}"
        )
    if not (w[said].sum() > 0 and w[~said].sum() > 0):
        return float("nan")
    _, code = np.unique(who, return_inverse=True)
    p, q = np.where(said, w / w[said].sum(), 0.0), np.where(said, 0.0, w / w[~said].sum())
    flags = np.eye(code.max() + 1)[code]
    rng = np.random.default_rng(seed)
    far = [0.5 * np.abs((p - q) @ flags[rng.permutation(len(w))]).sum() for _ in range(n_perm)]
    return float(np.mean(far))
