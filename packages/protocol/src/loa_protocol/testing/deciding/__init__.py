"""Reads the golden files as a device would, and reports the cases that this implementation answers
differently.

Each function takes one decoded file and yields the names of its failing cases one by one, so that a caller
may stop at the first. The functions call the library through its modules, so that a changed (mutated) module
is the one that is tested.
"""

from collections.abc import Callable
from pathlib import Path

import msgspec

from loa_protocol.refusals import Malformed
from loa_protocol.testing.deciding import forms, growing, sounding, trusting
from loa_protocol.testing.deciding.reading import Document, Failing

CHECKS: dict[str, Callable[[Document], Failing]] = {
    "keys.json": forms.keys,
    "base64url.json": forms.base64url,
    "messages.json": forms.read_messages,
    "enrolment.json": forms.enrolments,
    "records.json": forms.records,
    "bodies.json": sounding.plan_bodies,
    "acts.json": sounding.held_acts,
    "moments.json": sounding.moments,
    "growing.json": growing.all_of_it,
    "heads.json": forms.plan_heads,
    "signatures.json": forms.plan_heads,
    "roots.json": trusting.pinned_roots,
    "time.json": trusting.time_answers,
    "timelines.json": sounding.timelines,
    "verdicts.json": trusting.verdicts,
    "trust.json": trusting.trust_files,
}
"""The check of each golden file, the fast ones first."""


def documents(folder: Path) -> dict[str, Document]:
    """Returns the decoded golden files of a folder, by name."""
    return {path.name: msgspec.json.decode(path.read_bytes()) for path in sorted(folder.glob("*.json"))}


def failing(files: dict[str, Document]) -> Failing:
    """Yields `file: case` for every case that is answered differently. If a file's check raises Malformed,
    because a day cannot be read, it yields the error and goes on with the next file."""
    for name, check in CHECKS.items():
        try:
            for case in check(files[name]):
                yield f"{name}: {case}"
        except Malformed as error:
            yield f"{name}: {error}"
