"""Prints every mutant that passes and every stale entry of the table; exits with 1 if there are any."""

import argparse
import sys
from datetime import datetime

from loa_protocol.testing import turns
from loa_protocol.testing.mutation import MODULES, run
from loa_protocol.testing.mutation.table import entry
from loa_protocol.timing import ZONE

parser = argparse.ArgumentParser(prog=f"python -m {__package__}", description=__doc__)
parser.add_argument("modules", nargs="*", default=MODULES, metavar="MODULE")
parser.add_argument("--turn", default="all", metavar="today|0..6|all", help="which of them are tried")
asked = parser.parse_args()

outcome = run(asked.modules, turn=turns.read(asked.turn, datetime.now(ZONE).date()))
for mutant in outcome.passed:
    sys.stdout.write(f"# line {mutant.first}\n{entry(mutant)}\n")
for line in outcome.stale:
    sys.stdout.write(f"stale {line}\n")
sys.stdout.write(
    f"{outcome.mutants} of {outcome.every} mutants: {outcome.by_goldens} caught by the golden files, "
    f"{outcome.by_examples} by examples, {outcome.equal} equal, {len(outcome.passed)} passed; "
    f"{len(outcome.stale)} stale entries; {outcome.seconds:.0f} s\n"
)
sys.exit(1 if outcome.passed or outcome.stale else 0)
