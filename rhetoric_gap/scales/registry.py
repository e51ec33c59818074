"""The scales the library brings, by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache, partial
from typing import Any

from rhetoric_gap.errors import UnknownOptionError
from rhetoric_gap.scales.cameo import load_cameo, load_cameo_version
from rhetoric_gap.scales.episodes import load_cow_mid, load_sanctions
from rhetoric_gap.scales.pledges import load_pledges
from rhetoric_gap.scales.plover import load_plover
from rhetoric_gap.scales.scale import Scale


def get_scale(name: Any = "cameo") -> Scale:
    """Return a scale by its name; a :class:`Scale` is returned as it is.

    Parameters
    ----------
    name : str or Scale, default "cameo"
        ======================== =====================================================================================
        ``cameo``                severity is the absolute Goldstein value of the deed over ten, in GDELT's version
        ``ones``                 the same codes and the same promise map with every deed at severity 1, the count
                                 reading in which no deed is bigger than another
        ``cameo-icews``          as ``cameo``, with the values ICEWS uses
        ``cameo-05b1``           as ``cameo``, with the values that came with CAMEO 0.5b1
        ``plover``               event types and modes of PLOVER, as in POLECAT; see :func:`plover_code`
        ``cow-mid``              militarised disputes: levels of hostility and acts; see :func:`mid_code`
        ``sanctions``            types of sanctions threatened and imposed; see :func:`align_sanction_types`
        ``pledges``              election pledges and verdicts on them; see :func:`grade_statuses`
        ======================== =====================================================================================

    Returns
    -------
    Scale
        The scale; read from disk on first use and kept.

    Raises
    ------
    UnknownOptionError
        If no scale has this name; the message lists those there are.

    Notes
    -----
    On ``"ones"`` a code the map does not know stays unknown: that a row is a deed at all is something the scale
    cannot vouch for. Tables without CAMEO codes bring their own ``severity`` column instead.

    Examples
    --------
    >>> get_scale().deed_severity(["191", "152", "072"]).tolist()
    [0.95, 0.72, 0.83]
    >>> get_scale("ones").deed_severity(["191", "152", "072"]).tolist()
    [1.0, 1.0, 1.0]
    """
    if isinstance(name, Scale):
        return name
    if not isinstance(name, str) or name not in _BUILDERS:
        raise UnknownOptionError("scale", name, _BUILDERS)
    return _build(name)


def scale_names() -> tuple[str, ...]:
    """Return the names :func:`get_scale` knows.

    Returns
    -------
    tuple of str
        The names, the default first.

    Examples
    --------
    >>> scale_names()[:3]
    ('cameo', 'ones', 'cameo-icews')
    """
    return tuple(_BUILDERS)


def _ones() -> Scale:
    """Return the CAMEO scale with every deed at severity 1; a remark that weighs nothing there weighs nothing here."""
    cameo = _build("cameo")
    entries = tuple(replace(entry, severity=1.0) if entry.severity > 0 else entry for entry in cameo.entries)
    source = f"every deed counts 1; codes and promise map of the cameo scale ({cameo.digest})"
    return Scale("ones", cameo.version, source, entries)


_BUILDERS: dict[str, Callable[[], Scale]] = {
    "cameo": load_cameo,
    "ones": _ones,
    "cameo-icews": partial(load_cameo_version, "icews"),
    "cameo-05b1": partial(load_cameo_version, "cameo05b1"),
    "plover": load_plover,
    "cow-mid": load_cow_mid,
    "sanctions": load_sanctions,
    "pledges": load_pledges,
}


@cache
def _build(name: str) -> Scale:
    """Build a scale once."""
    return _BUILDERS[name]()
