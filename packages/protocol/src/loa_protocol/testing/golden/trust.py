"""Golden trust files, judged with pins: which keys count afterwards, or why the file is refused."""

from typing import Any

from loa_protocol.refusals import Refusal
from loa_protocol.testing.deciding.trusting import believed
from loa_protocol.testing.golden import trust_floors, trust_keys, trust_lists
from loa_protocol.testing.golden.trust_parts import TrustCase
from loa_protocol.testing.world import DEVICE
from loa_protocol.trust import believe

Case = dict[str, Any]


def cases() -> Case:
    """Returns the cases of trust.json: each trust file, with the keys and pins of a device after it."""
    return {
        "device": DEVICE,
        "cases": [
            _case(tried) for tried in (*trust_lists.cases(), *trust_keys.cases(), *trust_floors.cases())
        ],
    }


def _case(tried: TrustCase) -> Case:
    told = {
        "name": tried.name,
        "file": tried.file,
        "pins": tried.pins,
        "now": tried.now,
        "sure": tried.sure,
        "refused": tried.refused,
    }
    outcome = believe(tried.file, tried.pins, tried.now, sure=tried.sure, device=DEVICE)
    if isinstance(outcome, Refusal):
        return {**told, "keys": None, "devices": None, "pins_after": None}
    return {**told, **believed(outcome)}
