"""Circles in who stands above whom: nobody may end up above themselves."""

from collections.abc import Mapping


def found_in(above: Mapping[str, str | None]) -> list[tuple[str, ...]]:
    """Every circle of names, each from one of them upwards; each name is walked once."""
    walked: set[str] = set()
    circles = []
    for start in above:
        path: dict[str, None] = {}
        at: str | None = start
        while at is not None and at not in walked and at not in path:
            path[at] = None
            at = above.get(at)
        if at in path:
            names = list(path)
            circles.append(tuple(names[names.index(at) :]))
        walked.update(path)
    return circles
