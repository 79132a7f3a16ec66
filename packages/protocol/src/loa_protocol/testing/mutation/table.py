"""The committed table of what the golden files need not catch: packages/protocol/tests/equal_mutants.toml.

`[[equal]]`: one mutant that does what the true source does, and why. `[[elsewhere]]`: places of which no
device gives an answer, and why; the tests named there catch their mutants. An entry that no mutant needs any
more is an error, so the table never outgrows the code.
"""

import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from loa_protocol.testing.mutation.mutants import Mutant


class Equal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A mutant that no test can tell from the source. `nth`: as in `Mutant`."""

    module: str
    function: str
    was: str
    now: str
    why: str
    nth: int = 1

    @property
    def key(self) -> tuple[str, str, str, str, int]:
        return self.module, self.function, self.was, self.now, self.nth


class Elsewhere(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Mutants of a module that tests catch which are no golden cases.

    functions: only those in them. lines: only those that leave one of these texts in the line as it is.
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
    equal: tuple[Equal, ...] = ()
    elsewhere: tuple[Elsewhere, ...] = ()

    def unlisted(self, survivors: Iterable[Mutant]) -> list[Mutant]:
        """Survivors that do not stand here as equal."""
        known = {entry.key for entry in self.equal}
        return [mutant for mutant in survivors if mutant.key not in known]

    def elsewhere_holds(self, mutant: Mutant) -> bool:
        """True when the tests named above are to catch it."""
        return any(entry.covers(mutant) for entry in self.elsewhere)

    def stale(
        self, quiet: Sequence[Mutant], survivors: Iterable[Mutant], modules: Iterable[str]
    ) -> list[str]:
        """Entries about these modules that nothing needs, in words. quiet: what the golden files let pass;
        survivors: what the examples let pass as well."""
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
    """The table in a file. Raises msgspec.ValidationError."""
    return msgspec.convert(tomllib.loads(file.read_text("utf-8")), Table)


def entry(mutant: Mutant) -> str:
    """A survivor as an entry that lacks only its reason."""
    lines = [f"{name} = '''{getattr(mutant, name)}'''" for name in ("module", "function", "was", "now")]
    if mutant.nth > 1:
        lines.append(f"nth = {mutant.nth}")
    return "\n".join(["[[equal]]", *lines, 'why = ""', ""])
