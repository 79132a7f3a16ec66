"""Prints every mutant that passes and every stale entry of the table; exits with 1 if there are any."""

import sys

from loa_protocol.testing.mutation import MODULES, run
from loa_protocol.testing.mutation.table import entry

outcome = run(sys.argv[1:] or MODULES)
for mutant in outcome.passed:
    sys.stdout.write(f"# line {mutant.first}\n{entry(mutant)}\n")
for line in outcome.stale:
    sys.stdout.write(f"stale {line}\n")
sys.stdout.write(
    f"{outcome.mutants} mutants: {outcome.by_goldens} caught by the golden files, {outcome.by_examples} by "
    f"examples, {outcome.equal} equal, {len(outcome.passed)} passed; {len(outcome.stale)} stale entries; "
    f"{outcome.seconds:.0f} s\n"
)
sys.exit(1 if outcome.passed or outcome.stale else 0)
