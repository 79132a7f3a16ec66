"""The actions on devices."""

from loa.fleet.actions.claiming import claim, make_claim_code
from loa.fleet.actions.enrolling import Enrolment, enrol_demo
from loa.fleet.actions.listing import add_device, place_again
from loa.fleet.actions.taking import disable, move

__all__ = [
    "Enrolment",
    "add_device",
    "claim",
    "disable",
    "enrol_demo",
    "make_claim_code",
    "move",
    "place_again",
]
