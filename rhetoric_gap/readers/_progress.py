"""A bar on stderr while files are read, in packed bytes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from rhetoric_gap.readers._source import Member


def watched(members: Sequence[Member], progress: bool) -> Iterator[Member]:
    """Give the members one by one, and move the bar along while they are read."""
    if not progress:
        yield from members
        return
    from tqdm import tqdm

    with tqdm(
        total=sum(member.weight for member in members), unit="B", unit_scale=True, desc="reading"
    ) as bar:
        done = 0
        for member in members:
            end = done + member.weight

            def move(n_bytes: int, end: int = end) -> None:
                # Directories and headers of archives are read twice: the bar must not run past the file.
                bar.update(min(n_bytes, end - bar.n))

            yield replace(member, watch=move)
            done = end
            bar.update(end - bar.n)
