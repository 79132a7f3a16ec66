"""Mutation test of the reference implementation: the golden files must catch every mutant.

python -m loa_protocol.testing.mutation [MODULE...] [--turn today|0..6|all]      prints what they let pass
"""

import os
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec

from loa_protocol.testing import turns
from loa_protocol.testing.mutation import checks
from loa_protocol.testing.mutation.mutants import Mutant, mutants, unchanged
from loa_protocol.testing.mutation.table import read
from loa_protocol.testing.mutation.trial import Trials, modules_in, source_of

MODULES = (
    "messages",
    "encoding",
    "unknown",
    "signing",
    "pins",
    "roots",
    "trust",
    "reach",
    "judging",
    "bodies",
    "rule",
    "verdict",
)
"""The modules that decide what a device accepts and sounds. A package stands for each of its modules."""

TABLE = checks.PACKAGE / "tests" / "equal_mutants.toml"


class Outcome(msgspec.Struct, frozen=True):
    """The result of a run: how many mutants were tried and how many were caught by golden files and by
    examples.

    every: how many there are; mutants: how many of them this run tried. equal: survivors listed as equal in
    the table. passed: survivors that are not listed. stale: entries of the table that no mutant needs, nor
    may one of another turn.
    """

    every: int
    mutants: int
    by_goldens: int
    by_examples: int
    equal: int
    passed: list[Mutant]
    stale: list[str]
    seconds: float


def run(names: Sequence[str] = MODULES, table: Path = TABLE, turn: int | None = None) -> Outcome:
    """Tries the mutants of these modules, in a turn those whose turn it is. Raises AssertionError if the
    unchanged source does not pass."""
    began, listed, cores = time.monotonic(), read(table), len(os.sched_getaffinity(0))
    modules = [module for name in names for module in modules_in(name)]
    every = [mutant for module in modules for mutant in mutants(module, *source_of(module))]
    made = turns.share(__name__, every, turn, key=listed.name_of)
    tried = {mutant.key for mutant in made}
    others = [mutant for mutant in every if mutant.key not in tried]
    goldens = Trials(checks.goldens, cores)
    true = [unchanged(module, source_of(module)[0]) for module in modules]
    if goldens.survivors(true) != true:
        raise AssertionError("the golden files fail without any mutant")
    quiet = goldens.survivors(made)
    elsewhere = [mutant for mutant in quiet if listed.elsewhere_holds(mutant)]
    uncaught = set(Trials(checks.examples, cores).survivors(elsewhere))
    survivors = [mutant for mutant in quiet if mutant not in elsewhere or mutant in uncaught]
    passed = listed.unlisted(survivors)
    return Outcome(
        every=len(every),
        mutants=len(made),
        by_goldens=len(made) - len(quiet),
        by_examples=len(quiet) - len(survivors),
        equal=len(survivors) - len(passed),
        passed=passed,
        stale=listed.stale([*quiet, *others], [*survivors, *others], modules),
        seconds=time.monotonic() - began,
    )
