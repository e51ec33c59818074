"""The scales the library brings, by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

from rhetoric_gap.errors import UnknownOptionError
from rhetoric_gap.scales.cameo import load_cameo
from rhetoric_gap.scales.scale import Scale


def get_scale(name: Any = "cameo") -> Scale:
    """Return a scale by its name; a :class:`Scale` is returned as it is.

    Parameters
    ----------
    name : str or Scale, default "cameo"
        ``"cameo"``: severity is the absolute Goldstein value of the deed over ten. ``"ones"``: the same codes and the
        same promise map with every deed at severity 1, the count reading in which no deed is bigger than another.

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
    """Return the names :func:`get_scale` knows, the default first."""
    return tuple(_BUILDERS)


def _ones() -> Scale:
    """Return the CAMEO scale with every deed at severity 1; a remark that weighs nothing there weighs nothing here."""
    cameo = _build("cameo")
    entries = tuple(replace(entry, severity=1.0) if entry.severity > 0 else entry for entry in cameo.entries)
    source = f"every deed counts 1; codes and promise map of the cameo scale ({cameo.digest})"
    return Scale("ones", cameo.version, source, entries)


_BUILDERS: dict[str, Callable[[], Scale]] = {"cameo": load_cameo, "ones": _ones}


@cache
def _build(name: str) -> Scale:
    """Build a scale once."""
    return _BUILDERS[name]()
