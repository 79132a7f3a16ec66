"""Enrolment: takes a claim code and stores a pinned root, a trust file and an assignment, or nothing."""

from __future__ import annotations

import http.client
import time
import urllib.error
import urllib.request

import msgspec
from loa_protocol import enrolment, heads
from loa_protocol.encoding import decode, encode, from_text
from loa_protocol.judging import Recipient, judge
from loa_protocol.messages import Assignment, Claim, ClaimCode, Claimed
from loa_protocol.pins import Pins
from loa_protocol.refusals import Malformed, Refusal
from loa_protocol.roots import pin_root
from loa_protocol.signing import SoftKey
from loa_protocol.trust import believe

from loa_agent import __version__
from loa_agent.address import is_safe
from loa_agent.clock import Clock
from loa_agent.store import Store
from loa_agent.tls import Certificates
from loa_agent.trust_state import Enrolment

_TIMEOUT_S = 30.0
_LARGEST = 512 * 1024  # bytes of an answer
_COME_AGAIN = 503  # the server's signer has not signed yet
_PATIENCE_S = 150.0  # twice the longest that the server says, and some
_AGAIN_S = 3.0  # where the server does not say after how many seconds


class NotClaimed(Exception):
    """The box could not be claimed; the message says what to do."""


def claim(
    store: Store, key: SoftKey, text: str, *, clock: Clock, authority: str, has_rtc: bool, demo: bool
) -> Enrolment:
    """Claims this box with a code. Raises NotClaimed, and then nothing has been stored.

    ``clock`` decides whether the server's certificate is valid; the time at which the code was made is its
    floor. ``authority``: a file of certificates to trust besides the system's, "" for none. ``demo``: whether
    a demo's root may be pinned. A box that is pinned to another root stays with it: only the button on the
    box, which empties the state folder, frees it.
    """
    try:
        code = enrolment.read_code(text)
    except Malformed as error:
        raise NotClaimed(f"this is no claim code: {error}") from error
    clock.not_before(code.made_at)
    answer = _ask(code, key, Certificates(authority, clock), has_rtc)
    try:
        return _take(store, key, code, answer, demo)
    except Malformed as error:
        raise NotClaimed(f"the server's answer cannot be read: {error}") from error


def _ask(code: ClaimCode, key: SoftKey, certificates: Certificates, has_rtc: bool) -> Claimed:
    """Sends the claim. Returns the answer. Tries for about a minute while the server cannot sign."""
    if not is_safe(code.server):
        raise NotClaimed(f"{code.server}: outside this machine only https")
    message = Claim(1, code.device, code.secret, key.public_key.hex(), __version__, has_rtc)
    request = urllib.request.Request(  # noqa: S310 - checked above
        code.server.rstrip("/") + "/api/v1/claim",
        data=heads.seal(message, key),
        headers={"Content-Type": "application/octet-stream"},
    )
    opener = urllib.request.build_opener(
        # No proxy from the environment: the configuration alone decides.
        urllib.request.ProxyHandler({}),
        urllib.request.HTTPSHandler(context=certificates.context()),
    )
    end = time.monotonic() + _PATIENCE_S
    while True:
        answer = _try(opener, request, code.server)
        if isinstance(answer, Claimed):
            return answer
        if time.monotonic() + answer > end:
            raise NotClaimed(f"{code.server} is up, but cannot sign yet: try again in a minute")
        time.sleep(answer)


def _try(
    opener: urllib.request.OpenerDirector, request: urllib.request.Request, server: str
) -> Claimed | float:
    """Sends the claim once. Returns the answer, or the seconds after which to come again if the server has
    not signed yet."""
    try:
        with opener.open(request, timeout=_TIMEOUT_S) as answer:
            return decode(answer.read(_LARGEST + 1), Claimed)
    except urllib.error.HTTPError as error:
        if error.code == _COME_AGAIN:
            return _seconds(error.headers.get("Retry-After"))
        said = error.read(400).decode("utf-8", "replace")
        raise NotClaimed(f"the server refuses ({error.code}): {said}") from error
    except Malformed as error:
        raise NotClaimed(f"the server's answer cannot be read: {error}") from error
    except (OSError, http.client.HTTPException) as error:
        raise NotClaimed(f"{server} does not answer: {error}") from error


def _seconds(said: str | None) -> float:
    """Returns the seconds that a Retry-After header says, at least one."""
    return max(1.0, float(said)) if said and said.isascii() and said.isdigit() else _AGAIN_S


def _take(store: Store, key: SoftKey, code: ClaimCode, answer: Claimed, demo: bool) -> Enrolment:
    """Verifies the server's answer and stores it, all or nothing. Raises NotClaimed."""
    pins = pin_root(from_text(answer.root), code.root_sha256, demo_allowed=demo, floor=code.made_at)
    if isinstance(pins, Refusal):
        raise NotClaimed(f"the root is refused: {pins.code} {pins.detail}")
    held = store.load("pins", Pins)
    if held is not None and held.root != pins.root:
        raise NotClaimed("this box is pinned to another root; only the button on the box frees it")
    if held is not None:
        # A box that is claimed again keeps its pins: old trust lists and plans stay refused.
        pins = msgspec.structs.replace(held, floor=max(held.floor, code.made_at))
    believed = believe(answer.trust, pins, pins.floor, sure=False, device=code.device)
    if isinstance(believed, Refusal):
        raise NotClaimed(f"the trust file does not hold: {believed.code} {believed.detail}")
    head = from_text(answer.assignment)
    me = Recipient(code.device, key.public_key.hex())
    verdict = judge(head, believed.trust, believed.pins, me, believed.pins.floor, sure=False)
    if isinstance(verdict, Refusal) or not isinstance(verdict.message, Assignment):
        why = f"{verdict.code} {verdict.detail}" if isinstance(verdict, Refusal) else "no assignment"
        raise NotClaimed(f"the assignment does not hold: {why}")
    enrolled = Enrolment(code.device, answer.server, answer.mqtt, code.server)
    with store.transaction():
        store.put("pins", verdict.pins)
        store.put("trust", encode(answer.trust))
        store.put("assignment", head)
        store.put("enrolled", enrolled)
        store.remove("addresses")
    return enrolled
