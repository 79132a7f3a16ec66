"""Golden files: what a device in any language must accept and refuse. They contain TEST KEYS ONLY.

python -m loa_protocol.testing.golden FOLDER      writes packages/protocol/golden
"""

from pathlib import Path

import msgspec

from loa_protocol.testing.golden import (
    acts,
    bodies,
    enrolments,
    growing,
    heads,
    messages,
    moments,
    records,
    roots,
    signatures,
    timelines,
    trust,
    verdicts,
)

WARNING = "TEST ONLY: the private halves of these keys are published. Never pin this root on a real box."


def files() -> dict[str, str]:
    """Returns the text of every golden file, by its name. It is the same on every machine and every day."""
    documents = {
        "keys.json": heads.keys(),
        "base64url.json": heads.base64url_cases(),
        "messages.json": messages.cases(),
        "heads.json": heads.cases(),
        "signatures.json": signatures.cases(),
        "roots.json": roots.cases(),
        "trust.json": trust.cases(),
        "verdicts.json": verdicts.head_cases(),
        "time.json": verdicts.time_cases(),
        "enrolment.json": enrolments.cases(),
        "records.json": records.cases(),
        "bodies.json": bodies.cases(),
        "timelines.json": timelines.cases(),
        "moments.json": moments.cases(),
        "acts.json": acts.cases(),
        "growing.json": growing.cases(),
    }
    made = {}
    for name, document in documents.items():
        encoded = msgspec.json.encode({"warning": WARNING, **document})
        made[name] = msgspec.json.format(encoded, indent=1).decode() + "\n"
    return made


def write(folder: Path) -> int:
    """Writes every golden file into a folder. Returns how many."""
    folder.mkdir(parents=True, exist_ok=True)
    made = files()
    for name, text in made.items():
        (folder / name).write_text(text, encoding="utf-8")
    return len(made)
