"""The steps from one text to another, word by word, for as little work as a page may cost. Pure.

`difflib` takes a time that grows with the cube of a text in which few words differ from each other: 2,000
words of one letter held an approver's page for 73 seconds. This is Myers's greedy search for the shortest
series of steps ("An O(ND) Difference Algorithm and Its Variations", 1986), which costs the square of the
number of changed words, and ends at `MOST_CHANGED`.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby, takewhile
from typing import Final

MOST_CHANGED: Final = 600
"""Changed words, old and new ones together, up to which the shortest steps are looked for. Beyond them a text
was written anew: all of it between the first and the last change is gone, and all there is new."""
SAME, GONE, NEW = "same", "gone", "new"


def steps(old: Sequence[str], new: Sequence[str]) -> list[tuple[str, list[str]]]:
    """Returns what stayed ("same"), what is "gone" and what is "new", in the order of the texts, each as the
    words in a row. What is gone comes before what is new in its place."""
    first = _alike(old, new)
    last = _alike(old[first:][::-1], new[first:][::-1])
    one = [(SAME, word) for word in old[:first]]
    one += _between(old[first : len(old) - last], new[first : len(new) - last])
    one += [(SAME, word) for word in old[len(old) - last :]]
    out: list[tuple[str, list[str]]] = []
    for changed, run in groupby(one, lambda step: step[0] != SAME):
        words = list(run)
        kinds = (GONE, NEW) if changed else (SAME,)
        found = ((kind, [word for each, word in words if each == kind]) for kind in kinds)
        out.extend((kind, group) for kind, group in found if group)
    return out


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    """Returns how many words are the same from the beginning."""
    return sum(1 for _pair in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _between(old: Sequence[str], new: Sequence[str]) -> list[tuple[str, str]]:
    """Returns the shortest steps, word by word, or all that is gone and all that is new."""
    reached = _search(old, new)
    if reached is None:
        return [*((GONE, word) for word in old), *((NEW, word) for word in new)]
    return list(_back(old, new, reached))[::-1]


def _search(old: Sequence[str], new: Sequence[str]) -> list[dict[int, int]] | None:
    """Returns, for each number of changed words, how far the old text was read on each diagonal (words read
    of the old text less those of the new) before that change; None beyond `MOST_CHANGED`."""
    furthest = {1: 0}
    trail: list[dict[int, int]] = []
    for changed in range(min(len(old) + len(new), MOST_CHANGED) + 1):
        trail.append(dict(furthest))
        for diagonal in range(-changed, changed + 1, 2):
            x = _after_change(furthest, changed, diagonal)
            y = x - diagonal
            while x < len(old) and y < len(new) and old[x] == new[y]:
                x, y = x + 1, y + 1
            furthest[diagonal] = x
            if x >= len(old) and y >= len(new):
                return trail
    return None


def _is_new(furthest: dict[int, int], changed: int, diagonal: int) -> bool:
    """Returns whether the change that leads to the diagonal is a new word, which is so where it leaves more
    of the old text read, and not a word gone."""
    if diagonal in (-changed, changed):
        return diagonal == -changed
    return furthest[diagonal - 1] < furthest[diagonal + 1]


def _after_change(furthest: dict[int, int], changed: int, diagonal: int) -> int:
    """Returns how far the old text is read after the change that leads to the diagonal."""
    if _is_new(furthest, changed, diagonal):
        return furthest[diagonal + 1]
    return furthest[diagonal - 1] + 1


def _back(old: Sequence[str], new: Sequence[str], trail: list[dict[int, int]]) -> Iterator[tuple[str, str]]:
    """Yields the steps from the end of both texts to their beginning."""
    x, y = len(old), len(new)
    for changed in range(len(trail) - 1, -1, -1):
        furthest, diagonal = trail[changed], x - y
        after = _after_change(furthest, changed, diagonal)
        while x > after:
            x, y = x - 1, y - 1
            yield SAME, old[x]
        if changed == 0:
            return
        if _is_new(furthest, changed, diagonal):
            y -= 1
            yield NEW, new[y]
        else:
            x -= 1
            yield GONE, old[x]
