"""The table of the mutants that the golden files need not catch: packages/protocol/tests/equal_mutants.toml.

`[[equal]]`: one mutant that behaves like the unchanged source, and why. `[[elsewhere]]`: places that no
device uses in an answer, and why; the example tests catch the mutants there. An entry that no mutant needs is
an error, so the table cannot contain outdated entries.
"""

import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from loa_protocol.testing.mutation.mutants import Mutant


class EqualMutant(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A mutant that no test can distinguish from the source. `nth`: as in `Mutant`."""

    module: str
    function: str
    was: str
    now: str
    why: str
    nth: int = 1

    @property
    def key(self) -> tuple[str, str, str, str, int]:
        return self.module, self.function, self.was, self.now, self.nth


class CaughtElsewhere(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Mutants of a module that example tests catch instead of golden files.

    functions: if given, only the mutants in these functions. lines: if given, only the mutants whose line has
    one of these texts before and after the change.
    """

    module: str
    why: str
    functions: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()

    def covers(self, mutant: Mutant) -> bool:
        return (
            mutant.module == self.module
            and (not self.functions or mutant.function in self.functions)
            and (not self.lines or any(text in mutant.was and text in mutant.now for text in self.lines))
        )


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The content of equal_mutants.toml."""

    equal: tuple[EqualMutant, ...] = ()
    elsewhere: tuple[CaughtElsewhere, ...] = ()

    def unlisted(self, survivors: Iterable[Mutant]) -> list[Mutant]:
        """Returns the survivors that are not listed as equal."""
        known = {entry.key for entry in self.equal}
        return [mutant for mutant in survivors if mutant.key not in known]

    def elsewhere_holds(self, mutant: Mutant) -> bool:
        """Returns True when the example tests are to catch a mutant."""
        return any(entry.covers(mutant) for entry in self.elsewhere)

    def name_of(self, mutant: Mutant) -> str:
        """Returns the name by which a mutant has its turn. All that an entry covers have one name, so that
        one run sees whether the entry is still needed."""
        covering = next((each for each in self.elsewhere if each.covers(mutant)), None)
        named = mutant.key if covering is None else (covering.module, *covering.functions, *covering.lines)
        return " ".join(map(str, named))

    def stale(
        self, quiet: Sequence[Mutant], survivors: Iterable[Mutant], modules: Iterable[str]
    ) -> list[str]:
        """Returns, as text, the entries about these modules that no mutant needs. quiet: the mutants that the
        golden files did not catch. survivors: those that the examples did not catch either."""
        keys, tried = {mutant.key for mutant in survivors}, set(modules)
        return [
            f"equal: {entry.module} {entry.function}: {entry.was} -> {entry.now}"
            for entry in self.equal
            if entry.module in tried and entry.key not in keys
        ] + [
            f"elsewhere: {entry.module} {' '.join(entry.functions + entry.lines)}"
            for entry in self.elsewhere
            if entry.module in tried and not any(entry.covers(mutant) for mutant in quiet)
        ]


def read(file: Path) -> Table:
    """Returns the table in a file. Raises msgspec.ValidationError."""
    return msgspec.convert(tomllib.loads(file.read_text("utf-8")), Table)


def entry(mutant: Mutant) -> str:
    """Returns a survivor as an entry of the table with an empty `why`."""
    lines = [f"{name} = '''{getattr(mutant, name)}'''" for name in ("module", "function", "was", "now")]
    if mutant.nth > 1:
        lines.append(f"nth = {mutant.nth}")
    return "\n".join(["[[equal]]", *lines, 'why = ""', ""])
