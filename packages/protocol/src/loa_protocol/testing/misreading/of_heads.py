"""Wrong readings of frames, signatures, roots, trust files, claim codes and passwords."""

from loa_protocol import enrolment, signing, trust
from loa_protocol.roots import change_root, pin_root
from loa_protocol.testing.misreading.reading import Misreading, Reading
from loa_protocol.trust import believe

_OPEN = signing.open_head
_VERIFY = signing.SealedHead.verify
_NAMED = "head.purpose != purpose or head.type != type_"
_DATES = "out_of_date(signer.valid_from, signer.valid_to, now, sure)"
_ORDER = "(signer.serial, listed.seq) < (pins.trust_serial, pins.trust_seq)"
_RISEN = "max(pins.floor, min(signed_at, now)) if sure else pins.floor"
_RANKED = "sorted(delegations.items(), key=lambda named: (named[1].serial, named[0]))"
_SHUT = "set(pins.revoked) | _revoked_by_root(heads, pins)"

READINGS: tuple[Reading, ...] = (
    Misreading(
        "takes keys and points of small order", signing._weak, "y >= _PRIME or y in _SMALL_ORDER", "False"
    ),
    Misreading("takes keys of small order", signing._weak, " or y in _SMALL_ORDER", ""),
    Misreading("takes keys that are not written canonically", signing._weak, "y >= _PRIME or ", ""),
    Misreading("takes a signature of small order", _VERIFY, " or _weak(self._signature[:32])", ""),
    Misreading(
        "verifies no signature",
        _VERIFY,
        "Ed25519PublicKey.from_public_bytes(public_key).verify(self._signature, self._body)",
        "pass",
    ),
    Misreading(
        "does not hold the key id against the key", _VERIFY, "key_id(public_key) != self.key_id", "False"
    ),
    Misreading("takes any version of the frame", _OPEN, "data[:4] != MAGIC", "data[:3] != MAGIC[:3]"),
    Misreading(
        "calls a signature of zeros altered",
        _OPEN,
        "not signature or (len(signature) == SIGNATURE_BYTES and not any(signature))",
        "not signature",
    ),
    Misreading(
        "calls any run of zeros unsigned",
        _OPEN,
        "(len(signature) == SIGNATURE_BYTES and not any(signature))",
        "not any(signature)",
    ),
    Misreading(
        "passes over bytes left over",
        _OPEN,
        "signature = data[end:]",
        "signature = data[end : end + SIGNATURE_BYTES]",
    ),
    Misreading("calls a payload over its limit cut short", _OPEN, "size > _largest(purpose)", "False"),
    Misreading("reads a payload of one byte", _OPEN, "size < 2 or end > len(data)", "end > len(data)"),
    Misreading(
        "takes any letters in names",
        signing._is_name,
        "bool(raw) and _NAME_BYTES.issuperset(raw)",
        "bool(raw)",
    ),
    Misreading("takes names of nothing", signing._is_name, "bool(raw) and ", ""),
    Misreading("takes names of any length", signing._read, "length > longest or ", ""),
    Misreading("takes a signature for another purpose", signing.verify, _NAMED, "head.type != type_"),
    Misreading("takes a signature for another type", signing.verify, _NAMED, "head.purpose != purpose"),
    Misreading("pins any root", pin_root, "sha256_hex(statement) != root_sha256", "False"),
    Misreading("pins a demo's root on a real box", pin_root, "root.demo and not demo_allowed", "False"),
    Misreading(
        "pins a root on any box but a demo's",
        pin_root,
        "root.demo and not demo_allowed",
        "root.demo != demo_allowed",
    ),
    Misreading("lets a root change its demo flag", change_root, "root.demo != pins.demo", "False"),
    Misreading(
        "lets a real root become a demo's",
        change_root,
        "root.demo != pins.demo",
        "pins.demo and not root.demo",
    ),
    Misreading("lets a root go back", change_root, "root.seq <= pins.root_seq", "False"),
    Misreading(
        "takes the same sequence of a root again",
        change_root,
        "root.seq <= pins.root_seq",
        "root.seq < pins.root_seq",
    ),
    Misreading(
        "takes no root that announced itself",
        change_root,
        "sealed.key_id == pins.next_root_sha256[:32]",
        "False",
    ),
    Misreading(
        "takes the next root by half its hash",
        change_root,
        "_own_statement(statement, pins.next_root_sha256)",
        "_own_statement(statement)",
    ),
    Misreading(
        "keeps the next root that was announced first",
        change_root,
        "next_root_sha256=root.next_sha256",
        "next_root_sha256=pins.next_root_sha256",
    ),
    Misreading("takes no steps between roots", trust._stepped, "pins = moved", "pass"),
    Misreading(
        "one foreign delegation spoils the file",
        trust._delegations,
        "if not isinstance(opened, Refusal):",
        "if isinstance(opened, Refusal):\n            raise Malformed('')\n        else:",
    ),
    Misreading("takes a file without a delegation of root", trust._delegations, "if not found:", "if False:"),
    Misreading("forgets pinned revocations", believe, _SHUT, "_revoked_by_root(heads, pins)"),
    Misreading(
        "forgets pinned revocations once used",
        believe,
        "revoked=tuple(sorted(revoked)),",
        "revoked=tuple(sorted(revoked - set(pins.revoked))),",
    ),
    Misreading("hears no revocation of root", believe, _SHUT, "set(pins.revoked)"),
    Misreading(
        "hears no revocation of the list",
        believe,
        "revoked |= {revocation.key_id for revocation in listed.revocations}",
        "pass",
    ),
    Misreading(
        "pins no revocation of the list", believe, "revoked=tuple(sorted(revoked)),", "revoked=pins.revoked,"
    ),
    Misreading(
        "believes a revocation from its own moment on",
        believe,
        "{revocation.key_id for revocation in listed.revocations}",
        "{r.key_id for r in listed.revocations if r.at <= now}",
    ),
    Misreading(
        "believes root's revocation from its own moment on",
        trust._revoked_by_root,
        "if not isinstance(one, Refusal)",
        "if not isinstance(one, Refusal) and one[1].revocation.at <= 1795395600000",
    ),
    Misreading(
        "has no end to what it remembers as revoked", believe, "if len(revoked) > MOST_REVOKED:", "if False:"
    ),
    Misreading(
        "never makes room for a newer list key",
        believe,
        "if signer.serial <= pins.trust_serial:",
        "if True:",
    ),
    Misreading(
        "makes room for the same list key too",
        believe,
        "if signer.serial <= pins.trust_serial:",
        "if signer.serial < pins.trust_serial:",
    ),
    Misreading("accepts a revoked list key", believe, "if head.key_id in revoked:", "if False:"),
    Misreading(
        "trusts delegations that the list leaves out",
        believe,
        "_by_key({name: delegations[name] for name in listed.delegations if name in delegations})",
        "_by_key(delegations)",
    ),
    Misreading("forgets which boxes are shut out", believe, "frozenset(listed.devices)", "frozenset()"),
    Misreading(
        "never says revoked",
        trust.Trust.key,
        "Refusal(Code.REVOKED, key_id=wanted)",
        "Refusal(Code.UNKNOWN_KEY, key_id=wanted)",
    ),
    Misreading("uses revoked keys", trust.Trust.key, "if wanted in self.revoked:", "if False:"),
    Misreading(
        "takes the first of several delegations in the file",
        trust._by_key,
        _RANKED,
        "list(delegations.items())[::-1]",
    ),
    Misreading(
        "takes the last of several delegations in the file",
        trust._by_key,
        _RANKED,
        "list(delegations.items())",
    ),
    Misreading("takes the lowest serial", trust._by_key, _RANKED, _RANKED + "[::-1]"),
    Misreading(
        "takes the longest of several delegations",
        trust._by_key,
        "named[1].serial, named[0]",
        "named[1].valid_to",
    ),
    Misreading(
        "takes a list by a key for something else",
        trust._list_refused,
        "signer.purpose is not Purpose.BUNDLE",
        "False",
    ),
    Misreading("forgets the delegation of the list's key", trust._list_refused, _DATES, "None"),
    Misreading(
        "takes a list by a key that is over",
        trust._list_refused,
        _DATES,
        "out_of_date(signer.valid_from, now + 1, now, sure)",
    ),
    Misreading(
        "takes a list by a key not begun",
        trust._list_refused,
        _DATES,
        "out_of_date(0, signer.valid_to, now, sure)",
    ),
    Misreading("takes a list that has ended", trust._list_refused, "listed.expires_at, now", "now + 1, now"),
    Misreading("takes a list of the future", trust._list_refused, "listed.made_at - AHEAD_MS", "0"),
    Misreading(
        "takes no list a minute ahead", trust._list_refused, "listed.made_at - AHEAD_MS", "listed.made_at"
    ),
    Misreading("takes a list that goes back", trust._list_refused, _ORDER, "False"),
    Misreading(
        "orders lists by their sequence alone", trust._list_refused, _ORDER, "listed.seq < pins.trust_seq"
    ),
    Misreading(
        "orders lists by their serial alone", trust._list_refused, _ORDER, "signer.serial < pins.trust_serial"
    ),
    Misreading("refuses the list that it holds", trust._list_refused, _ORDER, _ORDER.replace("<", "<=")),
    Misreading(
        "raises the floor above its clock",
        trust.risen,
        _RISEN,
        "max(pins.floor, signed_at) if sure else pins.floor",
    ),
    Misreading("raises the floor without a trusted clock", trust.risen, _RISEN, "max(pins.floor, signed_at)"),
    Misreading("lets the floor go back", trust.risen, _RISEN, "min(signed_at, now) if sure else pins.floor"),
    Misreading("never raises the floor", trust.risen, _RISEN, "pins.floor"),
    Misreading(
        "ignores the floor without a trusted clock",
        trust.out_of_date,
        "if now >= valid_to:",
        "if sure and now >= valid_to:",
    ),
    Misreading(
        "tells beginnings by the floor",
        trust.out_of_date,
        "if sure and now < valid_from:",
        "if now < valid_from:",
    ),
    Misreading("takes what ends now", trust.out_of_date, "now >= valid_to", "now > valid_to"),
    Misreading("refuses what begins now", trust.out_of_date, "now < valid_from", "now <= valid_from"),
    Misreading(
        "passes over entries that are not base64url",
        trust._Heads.of,
        "[from_text(text) for text in each]",
        "[from_text(text) for text in each if len(text) > 8]",
    ),
    Misreading(
        "takes a counter again",
        enrolment.check_password,
        "connect.counter <= last_counter",
        "connect.counter < last_counter",
    ),
    Misreading("takes any counter", enrolment.check_password, "connect.counter <= last_counter", "False"),
    Misreading(
        "takes a password for another server", enrolment.check_password, "connect.server != server", "False"
    ),
    Misreading(
        "takes a password of another device", enrolment.check_password, "connect.device != device", "False"
    ),
    Misreading("takes a password of any length", enrolment.check_password, "len(text) > 1024", "False"),
    Misreading("takes no spaces around a claim code", enrolment.read_code, "text.strip()", "text"),
    Misreading("takes a claim code of any length", enrolment.read_code, ", largest=1024", ""),
    Misreading(
        "takes no floor that root lowers", trust._lowered, "said.seq > pins.floor_seq and", "False and"
    ),
    Misreading("lowers a floor twice", trust._lowered, "said.seq > pins.floor_seq and ", ""),
    Misreading("lowers a floor for another device", trust._lowered, 'said.device in ("", device) and ', ""),
    Misreading(
        "lowers no floor for all", trust._lowered, 'said.device in ("", device)', "said.device == device"
    ),
    Misreading("lowers a floor after its end", trust._lowered, " and made_at < said.ends", ""),
    Misreading("raises a floor by root's word", trust._lowered, "min(pins.floor, said.floor)", "said.floor"),
    Misreading("forgets which lowering it took", trust._lowered, ", floor_seq=said.seq", ""),
    Misreading(
        "judges a list by the floor before it was lowered",
        believe,
        "now = lowered.floor if now == pins.floor else now",
        "pass",
    ),
    Misreading("lets root's lowering move a sure clock", believe, "if not sure:", "if True:"),
    Misreading("begins with no floor", pin_root, "floor=floor", "floor=0"),
    Misreading("keeps the top of the first root", change_root, "top=root.top", "top=pins.top"),
    Misreading(
        "says of a root that goes back that it is replayed, whatever its demo flag",
        change_root,
        "root.demo != pins.demo",
        "root.seq > pins.root_seq and root.demo != pins.demo",
    ),
    Misreading(
        "asks when a list ends before it asks its key",
        trust._list_refused,
        "late = out_of_date(signer.valid_from",
        "if now >= listed.expires_at:\n"
        "        return Refusal(Code.EXPIRED)\n"
        "    late = out_of_date(signer.valid_from",
    ),
    Misreading(
        "asks of a password the server before the device",
        enrolment.check_password,
        "if connect.device != device:",
        "if connect.server != server:\n"
        "        return Refusal(Code.WRONG_PLACE)\n"
        "    if connect.device != device:",
    ),
    Misreading(
        "asks of a password the counter before the device",
        enrolment.check_password,
        "if connect.device != device:",
        "if connect.counter <= last_counter:\n"
        "        return Refusal(Code.REPLAYED)\n"
        "    if connect.device != device:",
    ),
    Misreading(
        "asks of a password the counter before the server",
        enrolment.check_password,
        "if connect.server != server:",
        "if connect.counter <= last_counter:\n"
        "        return Refusal(Code.REPLAYED)\n"
        "    if connect.server != server:",
    ),
)
