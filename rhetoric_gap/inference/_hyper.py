"""What is known of a beta distribution from groups drawn from it: estimates, and a posterior on a grid."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

#: Points of the grid along each side, and how far below the top of the posterior its edge is (natural logarithm).
_POINTS = 33
_DEPTH = 14.0
#: Widest box searched: log odds of the common share, logarithm of the strength.
_SHARE_BOX = (-16.0, 16.0)
_STRENGTH_BOX = (float(np.log(1e-2)), float(np.log(1e7)))
#: Nodes with less of the posterior than this are left out.
_NEGLIGIBLE = 1e-5
#: A gain in log likelihood over one common share below this is none.
_NO_GAIN = 1e-4
#: How close a quantile is computed, in probability, and in how many steps at most.
_CLOSE = 1e-7
_STEPS = 40


@dataclass(frozen=True, eq=False, repr=False)
class Mixture:
    """Posterior of each group's share: beta distributions, one for each node, mixed by the nodes' weights.

    Attributes
    ----------
    kept, n : numpy.ndarray of float, shape (n_groups,)
        Counts.
    mean, strength, weight : numpy.ndarray of float, shape (n_nodes,)
        Common share and strength at each node, and the posterior weight of the node.
    """

    kept: np.ndarray
    n: np.ndarray
    mean: np.ndarray
    strength: np.ndarray
    weight: np.ndarray

    def parameters(self, node: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return both parameters of the beta distribution of each group, one row a node."""
        m, s = self.mean[node][:, None], self.strength[node][:, None]
        return self.kept + m * s, self.n - self.kept + (1 - m) * s

    def median_strength(self) -> float:
        """Return the posterior median of the strength."""
        order = np.argsort(self.strength, kind="stable")
        place = np.searchsorted(np.cumsum(self.weight[order]), 0.5)
        return float(self.strength[order][min(int(place), len(order) - 1)])

    def average(self) -> np.ndarray:
        """Return the posterior mean of each group; NaN in groups without observations."""
        a, b = self.parameters(np.arange(len(self.weight)))
        return np.where(self.n > 0, self.weight @ (a / (a + b)), np.nan)

    def quantile(self, share: float) -> np.ndarray:
        """Return a quantile of each group; NaN in groups without observations.

        Newton's steps on the distribution function, and halving where one would leave what is known to hold it.
        """
        from scipy.special import betainc, betaln

        a, b = self.parameters(np.arange(len(self.weight)))
        log_scale = betaln(a, b)
        low, high, x = np.zeros(len(self.n)), np.ones(len(self.n)), self.weight @ (a / (a + b))
        for _ in range(_STEPS):
            ahead = self.weight @ betainc(a, b, x) - share
            if (np.abs(ahead) < _CLOSE).all():
                break
            low, high = np.where(ahead < 0, x, low), np.where(ahead < 0, high, x)
            density = self.weight @ np.exp((a - 1) * np.log(x) + (b - 1) * np.log1p(-x) - log_scale)
            step = x - ahead / np.maximum(density, _CLOSE)
            x = np.where((step > low) & (step < high), step, (low + high) / 2)
        return np.where(self.n > 0, x, np.nan)

    def draw(self, n_draws: int, seed: int) -> np.ndarray:
        """Draw a node, then every group's share."""
        rng = np.random.default_rng(seed)
        node = rng.choice(len(self.weight), size=n_draws, p=self.weight)
        a, b = self.parameters(node)
        return np.where(self.n > 0, rng.beta(a, b), np.nan)


def log_likelihood(k: np.ndarray, n: np.ndarray, mean: np.ndarray, strength: np.ndarray) -> np.ndarray:
    """Beta-binomial log likelihood of all groups at each pair of parameters, without its constant."""
    from scipy.special import betaln

    a, b = (mean * strength)[..., None], ((1 - mean) * strength)[..., None]
    return np.asarray(np.sum(betaln(k + a, n - k + b) - betaln(a, b), axis=-1))


def likeliest(k: np.ndarray, n: np.ndarray, mean: float | None) -> tuple[float, float]:
    """Return the common share and strength of the highest likelihood; an infinite strength where none is needed."""
    from scipy.optimize import minimize
    from scipy.special import expit, logit, xlog1py, xlogy

    pooled = float(k.sum() / n.sum()) if mean is None else mean
    # With an infinite strength all groups have one share: the binomial likelihood.
    alone = float(np.sum(xlogy(k, pooled) + xlog1py(n - k, -pooled)))
    free = mean is None and 0 < pooled < 1
    if mean is None and not free:
        return pooled, float("inf")

    def loss(x: np.ndarray) -> float:
        share = expit(x[1]) if free else pooled
        return -float(log_likelihood(k, n, np.asarray(share), np.asarray(np.exp(x[0]))))

    best = None
    for start in np.log([1.0, 8.0, 64.0]):
        point = [start, logit(pooled)] if free else [start]
        box = [_STRENGTH_BOX, _SHARE_BOX] if free else [_STRENGTH_BOX]
        found = minimize(loss, point, method="L-BFGS-B", bounds=box)
        best = found if best is None or found.fun < best.fun else best
    if best is None or -best.fun - alone < _NO_GAIN:
        return pooled, float("inf")
    return float(expit(best.x[1])) if free else pooled, float(np.exp(best.x[0]))


def moments(k: np.ndarray, n: np.ndarray) -> float:
    """Return the strength after Kleinman (1973); infinite where the shares vary by no more than binomial chance.

    With p the pooled share, ``sum(n_j (p_j - p) ** 2)`` is expected to be ``p (1 - p)`` times
    ``(G - 1)(1 - rho) + rho (N - sum(n_j ** 2) / N)``, and ``rho = 1 / (1 + s)``.
    """
    total, groups = float(n.sum()), len(n)
    pooled = float(k.sum()) / total
    chance = pooled * (1 - pooled)
    room = total - float(np.sum(n**2)) / total - (groups - 1)
    if groups < 2 or chance <= 0 or room <= 0:
        return float("inf")
    spread = float(np.sum(n * (k / n - pooled) ** 2))
    rho = (spread / chance - (groups - 1)) / room
    if rho <= 0:
        return float("inf")
    return max(1 / min(rho, 1.0) - 1, float(np.exp(_STRENGTH_BOX[0])))


def unknown_mean(k: np.ndarray, n: np.ndarray, strength: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return nodes and weights of the posterior of the common share under a given strength and a flat prior."""

    def log_density(x: np.ndarray, _: np.ndarray) -> np.ndarray:
        return _shared(k, n, x, np.full(x.shape, np.log(strength)))

    return _nodes(log_density, _SHARE_BOX, (float(np.log(strength)),) * 2)


def unknown_mean_and_strength(
    k: np.ndarray, n: np.ndarray, mean: float | None
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return nodes and weights of the posterior of share and strength.

    The prior of the share is flat; that of the strength makes the weight of the common share in a group of median size,
    ``s / (s + median(n))``, uniform.
    """
    from scipy.special import logit

    typical = float(np.median(n))

    def log_density(x: np.ndarray, y: np.ndarray) -> np.ndarray:
        # The density of log s under the prior is s * typical / (s + typical) ** 2.
        prior = y + np.log(typical) - 2 * np.logaddexp(y, np.log(typical))
        return _shared(k, n, x, y) + prior

    box = _SHARE_BOX if mean is None else (float(logit(mean)),) * 2
    return _nodes(log_density, box, _STRENGTH_BOX)


def _shared(k: np.ndarray, n: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Log likelihood at log odds x and log strength y, with the density of x under a flat prior on the share."""
    from scipy.special import expit

    # A share that rounds to 0 or 1 has no beta distribution.
    share = np.clip(expit(x), 1e-12, 1 - 1e-12)
    return log_likelihood(k, n, share, np.exp(y)) + np.log(share) + np.log1p(-share)


def _nodes(
    log_density: object, across: tuple[float, float], along: tuple[float, float]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Lay a grid over where the posterior is, in a few steps, and return what of it matters."""
    from scipy.special import expit

    boxes = [across, along]
    for step in range(5):
        axes = [np.linspace(*box, _POINTS if box[1] > box[0] else 1) for box in boxes]
        x, y = np.meshgrid(*axes, indexing="ij")
        density = log_density(x, y)  # type: ignore[operator]
        density = density - density.max()
        if step == 4:
            break
        inside = density > -_DEPTH
        boxes = [_around(axis, inside.any(axis=1 - i)) for i, axis in enumerate(axes)]
    weight = np.exp(density).ravel()
    weight /= weight.sum()
    kept = weight > _NEGLIGIBLE
    share = np.clip(expit(x.ravel()[kept]), 1e-12, 1 - 1e-12)
    return share, np.exp(y.ravel()[kept]), weight[kept] / weight[kept].sum()


def _around(axis: np.ndarray, inside: np.ndarray) -> tuple[float, float]:
    """Return the part of an axis that is inside, with one point more on either side."""
    if len(axis) == 1:
        return float(axis[0]), float(axis[0])
    first, last = np.flatnonzero(inside)[[0, -1]]
    return float(axis[max(first - 1, 0)]), float(axis[min(last + 1, len(axis) - 1)])
