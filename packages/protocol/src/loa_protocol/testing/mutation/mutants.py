"""The mutants of a module. Each is the source of the module with one change."""

from collections import Counter
from dataclasses import dataclass
from types import ModuleType

from loa_protocol.testing.mutation.readings import wrong


@dataclass(frozen=True, slots=True)
class Mutant:
    """One mutant. `was` and `now` are the changed lines of source, each joined to one line, comments
    included.

    nth: its number, from 1, among equal changes in one function. first, last: the changed lines of the file.
    """

    module: str
    function: str
    was: str
    now: str
    nth: int
    first: int
    last: int
    source: bytes

    @property
    def key(self) -> tuple[str, str, str, str, int]:
        """The key in the table. It has no line number, so that edits elsewhere do not change it."""
        return self.module, self.function, self.was, self.now, self.nth


def mutants(name: str, source: bytes, module: ModuleType) -> list[Mutant]:
    """Returns every mutant of a module, in the order of its source. `module` shows which of its names are
    enums."""
    seen: Counter[tuple[str, str, str]] = Counter()
    made = []
    for start, end, function, text in wrong(source, module):
        head = source.rfind(b"\n", 0, start) + 1
        tail = source.find(b"\n", end)
        was, changed = source[head:tail], source[head:start] + text.encode() + source[end:tail]
        now = _one_line(changed)
        seen[function, _one_line(was), now] += 1
        first = source.count(b"\n", 0, start) + 1
        made.append(
            Mutant(
                name,
                function,
                _one_line(was),
                now,
                seen[function, _one_line(was), now],
                first,
                first + source.count(b"\n", start, end),
                source[:head] + changed + source[tail:],
            )
        )
    return made


def unchanged(name: str, source: bytes) -> Mutant:
    """Returns the unchanged source as a mutant; it must pass every check."""
    return Mutant(name, "", "", "", 1, 1, 1, source)


def _one_line(text: bytes) -> str:
    return " ".join(text.decode().split())
