"""Reads the golden files as a device would, and tells which cases this implementation answers otherwise.

Every function is handed one decoded file and yields the names of its failing cases, one by one, so that a
caller may stop at the first. The library is asked through its modules: whoever changes one is judged by it.
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
"""The quick ones first."""


def documents(folder: Path) -> dict[str, Document]:
    """The golden files of a folder, by name."""
    return {path.name: msgspec.json.decode(path.read_bytes()) for path in sorted(folder.glob("*.json"))}


def failing(files: dict[str, Document]) -> Failing:
    """`file: case` of every case that is answered otherwise, up to one whose day cannot be read at all."""
    for name, check in CHECKS.items():
        try:
            for case in check(files[name]):
                yield f"{name}: {case}"
        except Malformed as error:
            yield f"{name}: {error}"
