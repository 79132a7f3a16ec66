"""Decides whether a test tone may sound now, and by which code it is rejected if not."""

from __future__ import annotations

from loa_protocol.messages import Envelope
from loa_protocol.refusals import Code, Refusal
from loa_protocol.rule import Reason
from loa_protocol.verdict import tone_verdict

from loa_agent.grounds import grounds
from loa_agent.held_acts import HeldActs
from loa_agent.plan_store import PlanStore
from loa_agent.trust_state import TrustState

_CODES = {
    Reason.NO_TRUST: Code.NO_TRUST,
    Reason.CLOCK: Code.NO_TRUST,
    Reason.DISABLED: Code.DISABLED,
    Reason.OVERFULL: Code.MUTE,
    Reason.BLANKED: Code.MUTE,
    Reason.SILENCED: Code.MUTE,
    Reason.QUIET: Code.QUIET,
    Reason.ENVELOPE_HOURS: Code.BEYOND_ENVELOPE,
}


def refused(
    trust_state: TrustState, plan_store: PlanStore, held_acts: HeldActs, envelope: Envelope | None
) -> Refusal | None:
    """Returns why no tone may sound now, or None. ``envelope`` is that of the key that signed the tone."""
    held = plan_store.current
    asked = grounds(trust_state, held, held_acts.held, frozenset())
    why = tone_verdict(asked, trust_state.now, envelope, held.days if held is not None else ())
    return None if why is None else Refusal(code(why), f"tone: {why}")


def code(why: Reason) -> Code:
    """Returns the code by which a tone is rejected.

    For any other reason it is `mute`: a reason that a later version of the rule adds must not stop the box.
    """
    return _CODES.get(why, Code.MUTE)
