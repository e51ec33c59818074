"""Questions asked of a gap once it is known: is it chance, has it changed, does it depend on a choice?

Each study takes a result, a case or two tables, leaves the numbers to functions of arrays in
:mod:`rhetoric_gap.inference` and returns a :class:`Study`: one tidy frame with what a reader must know to read it.
"""

from rhetoric_gap.studies.study import Study

__all__ = ["Study"]
