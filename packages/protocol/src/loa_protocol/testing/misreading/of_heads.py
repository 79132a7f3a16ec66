"""Wrong readings of frames, signatures, roots, trust files, claim codes and passwords."""

from loa_protocol import enrolment, signing, trust
from loa_protocol.roots import change_root, pin_root
from loa_protocol.testing.misreading.reading import Reading, Wrong
from loa_protocol.trust import believe

_OPEN = signing.open_head
_VERIFY = signing.Sealed.verify
_NAMED = "head.purpose != purpose or head.type != type_"
_DATES = "out_of_date(signer.valid_from, signer.valid_to, now, sure)"
_ORDER = "(signer.serial, listed.seq) < (pins.trust_serial, pins.trust_seq)"
_RISEN = "max(pins.floor, min(signed_at, now)) if sure else pins.floor"
_RANKED = "sorted(delegations.items(), key=lambda named: (named[1].serial, named[0]))"
_SHUT = "set(pins.revoked) | _revoked_by_root(heads, pins)"

READINGS: tuple[Reading, ...] = (
    Wrong("takes keys and points of small order", signing._weak, "y >= _PRIME or y in _SMALL_ORDER", "False"),
    Wrong("takes keys of small order", signing._weak, " or y in _SMALL_ORDER", ""),
    Wrong("takes keys that are not written canonically", signing._weak, "y >= _PRIME or ", ""),
    Wrong("takes a signature of small order", _VERIFY, " or _weak(self._signature[:32])", ""),
    Wrong(
        "verifies no signature",
        _VERIFY,
        "Ed25519PublicKey.from_public_bytes(public_key).verify(self._signature, self._body)",
        "pass",
    ),
    Wrong("does not hold the key id against the key", _VERIFY, "key_id(public_key) != self.key_id", "False"),
    Wrong("takes any version of the frame", _OPEN, "data[:4] != MAGIC", "data[:3] != MAGIC[:3]"),
    Wrong(
        "calls a signature of zeros altered",
        _OPEN,
        "not signature or (len(signature) == SIGNATURE_BYTES and not any(signature))",
        "not signature",
    ),
    Wrong(
        "calls any run of zeros unsigned",
        _OPEN,
        "(len(signature) == SIGNATURE_BYTES and not any(signature))",
        "not any(signature)",
    ),
    Wrong(
        "passes over bytes left over",
        _OPEN,
        "signature = data[end:]",
        "signature = data[end : end + SIGNATURE_BYTES]",
    ),
    Wrong("calls a payload over its limit cut short", _OPEN, "size > _largest(purpose)", "False"),
    Wrong("reads a payload of one byte", _OPEN, "size < 2 or end > len(data)", "end > len(data)"),
    Wrong(
        "takes any letters in names",
        signing._is_name,
        "bool(raw) and _NAME_BYTES.issuperset(raw)",
        "bool(raw)",
    ),
    Wrong("takes names of nothing", signing._is_name, "bool(raw) and ", ""),
    Wrong("takes names of any length", signing._read, "length > longest or ", ""),
    Wrong("takes a signature for another purpose", signing.verify, _NAMED, "head.type != type_"),
    Wrong("takes a signature for another type", signing.verify, _NAMED, "head.purpose != purpose"),
    Wrong("pins any root", pin_root, "sha256_hex(statement) != root_sha256", "False"),
    Wrong("pins a demo's root on a real box", pin_root, "root.demo and not demo_allowed", "False"),
    Wrong(
        "pins a root on any box but a demo's",
        pin_root,
        "root.demo and not demo_allowed",
        "root.demo != demo_allowed",
    ),
    Wrong("lets a root change its demo flag", change_root, "root.demo != pins.demo", "False"),
    Wrong(
        "lets a real root become a demo's",
        change_root,
        "root.demo != pins.demo",
        "pins.demo and not root.demo",
    ),
    Wrong("lets a root go back", change_root, "root.seq <= pins.root_seq", "False"),
    Wrong(
        "takes the same sequence of a root again",
        change_root,
        "root.seq <= pins.root_seq",
        "root.seq < pins.root_seq",
    ),
    Wrong(
        "takes no root that announced itself",
        change_root,
        "sealed.key_id == pins.next_root_sha256[:32]",
        "False",
    ),
    Wrong(
        "takes the next root by half its hash",
        change_root,
        "_own_statement(statement, pins.next_root_sha256)",
        "_own_statement(statement)",
    ),
    Wrong(
        "keeps the next root that was announced first",
        change_root,
        "next_root_sha256=root.next_sha256",
        "next_root_sha256=pins.next_root_sha256",
    ),
    Wrong("takes no steps between roots", trust._stepped, "pins = moved", "pass"),
    Wrong(
        "one foreign delegation spoils the file",
        trust._delegations,
        "if not isinstance(opened, Refusal):",
        "if isinstance(opened, Refusal):\n            raise Malformed('')\n        else:",
    ),
    Wrong("takes a file without a delegation of root", trust._delegations, "if not found:", "if False:"),
    Wrong("forgets pinned revocations", believe, _SHUT, "_revoked_by_root(heads, pins)"),
    Wrong(
        "forgets pinned revocations once used",
        believe,
        "revoked=tuple(sorted(revoked)),",
        "revoked=tuple(sorted(revoked - set(pins.revoked))),",
    ),
    Wrong("hears no revocation of root", believe, _SHUT, "set(pins.revoked)"),
    Wrong(
        "hears no revocation of the list",
        believe,
        "revoked |= {revocation.key_id for revocation in listed.revocations}",
        "pass",
    ),
    Wrong(
        "pins no revocation of the list", believe, "revoked=tuple(sorted(revoked)),", "revoked=pins.revoked,"
    ),
    Wrong(
        "believes a revocation from its own moment on",
        believe,
        "{revocation.key_id for revocation in listed.revocations}",
        "{r.key_id for r in listed.revocations if r.at <= now}",
    ),
    Wrong(
        "believes root's revocation from its own moment on",
        trust._revoked_by_root,
        "if not isinstance(one, Refusal)",
        "if not isinstance(one, Refusal) and one[1].revocation.at <= 1795395600000",
    ),
    Wrong(
        "has no end to what it remembers as revoked", believe, "if len(revoked) > MOST_REVOKED:", "if False:"
    ),
    Wrong(
        "never makes room for a newer list key",
        believe,
        "if signer.serial <= pins.trust_serial:",
        "if True:",
    ),
    Wrong(
        "makes room for the same list key too",
        believe,
        "if signer.serial <= pins.trust_serial:",
        "if signer.serial < pins.trust_serial:",
    ),
    Wrong("accepts a revoked list key", believe, "if head.key_id in revoked:", "if False:"),
    Wrong(
        "trusts delegations that the list leaves out",
        believe,
        "_by_key({name: delegations[name] for name in listed.delegations if name in delegations})",
        "_by_key(delegations)",
    ),
    Wrong("forgets which boxes are shut out", believe, "frozenset(listed.devices)", "frozenset()"),
    Wrong(
        "never says revoked",
        trust.Trust.key,
        "Refusal(Code.REVOKED, key_id=wanted)",
        "Refusal(Code.UNKNOWN_KEY, key_id=wanted)",
    ),
    Wrong("uses revoked keys", trust.Trust.key, "if wanted in self.revoked:", "if False:"),
    Wrong(
        "takes the first of several delegations in the file",
        trust._by_key,
        _RANKED,
        "list(delegations.items())[::-1]",
    ),
    Wrong(
        "takes the last of several delegations in the file",
        trust._by_key,
        _RANKED,
        "list(delegations.items())",
    ),
    Wrong("takes the lowest serial", trust._by_key, _RANKED, _RANKED + "[::-1]"),
    Wrong(
        "takes the longest of several delegations",
        trust._by_key,
        "named[1].serial, named[0]",
        "named[1].valid_to",
    ),
    Wrong(
        "takes a list by a key for something else",
        trust._list_refused,
        "signer.purpose is not Purpose.BUNDLE",
        "False",
    ),
    Wrong("forgets the delegation of the list's key", trust._list_refused, _DATES, "None"),
    Wrong(
        "takes a list by a key that is over",
        trust._list_refused,
        _DATES,
        "out_of_date(signer.valid_from, now + 1, now, sure)",
    ),
    Wrong(
        "takes a list by a key not begun",
        trust._list_refused,
        _DATES,
        "out_of_date(0, signer.valid_to, now, sure)",
    ),
    Wrong("takes a list that has ended", trust._list_refused, "listed.expires_at, now", "now + 1, now"),
    Wrong("takes a list of the future", trust._list_refused, "listed.made_at - AHEAD_MS", "0"),
    Wrong("takes no list a minute ahead", trust._list_refused, "listed.made_at - AHEAD_MS", "listed.made_at"),
    Wrong("takes a list that goes back", trust._list_refused, _ORDER, "False"),
    Wrong("orders lists by their sequence alone", trust._list_refused, _ORDER, "listed.seq < pins.trust_seq"),
    Wrong(
        "orders lists by their serial alone", trust._list_refused, _ORDER, "signer.serial < pins.trust_serial"
    ),
    Wrong("refuses the list that it holds", trust._list_refused, _ORDER, _ORDER.replace("<", "<=")),
    Wrong(
        "raises the floor above its clock",
        trust.risen,
        _RISEN,
        "max(pins.floor, signed_at) if sure else pins.floor",
    ),
    Wrong("raises the floor without a trusted clock", trust.risen, _RISEN, "max(pins.floor, signed_at)"),
    Wrong("lets the floor go back", trust.risen, _RISEN, "min(signed_at, now) if sure else pins.floor"),
    Wrong("never raises the floor", trust.risen, _RISEN, "pins.floor"),
    Wrong(
        "ignores the floor without a trusted clock",
        trust.out_of_date,
        "if now >= valid_to:",
        "if sure and now >= valid_to:",
    ),
    Wrong(
        "tells beginnings by the floor",
        trust.out_of_date,
        "if sure and now < valid_from:",
        "if now < valid_from:",
    ),
    Wrong("takes what ends now", trust.out_of_date, "now >= valid_to", "now > valid_to"),
    Wrong("refuses what begins now", trust.out_of_date, "now < valid_from", "now <= valid_from"),
    Wrong(
        "passes over entries that are not base64url",
        trust._Heads.of,
        "[from_text(text) for text in each]",
        "[from_text(text) for text in each if len(text) > 8]",
    ),
    Wrong(
        "takes a counter again",
        enrolment.check_password,
        "connect.counter <= last_counter",
        "connect.counter < last_counter",
    ),
    Wrong("takes any counter", enrolment.check_password, "connect.counter <= last_counter", "False"),
    Wrong(
        "takes a password for another server", enrolment.check_password, "connect.server != server", "False"
    ),
    Wrong(
        "takes a password of another device", enrolment.check_password, "connect.device != device", "False"
    ),
    Wrong("takes a password of any length", enrolment.check_password, "len(text) > 1024", "False"),
    Wrong("takes no spaces around a claim code", enrolment.read_code, "text.strip()", "text"),
    Wrong("takes a claim code of any length", enrolment.read_code, ", largest=1024", ""),
    Wrong("takes no floor that root lowers", trust._lowered, "said.seq > pins.floor_seq and", "False and"),
    Wrong("lowers a floor twice", trust._lowered, "said.seq > pins.floor_seq and ", ""),
    Wrong("lowers a floor for another device", trust._lowered, 'said.device in ("", device) and ', ""),
    Wrong("lowers no floor for all", trust._lowered, 'said.device in ("", device)', "said.device == device"),
    Wrong("lowers a floor after its end", trust._lowered, " and made_at < said.ends", ""),
    Wrong("raises a floor by root's word", trust._lowered, "min(pins.floor, said.floor)", "said.floor"),
    Wrong("forgets which lowering it took", trust._lowered, ", floor_seq=said.seq", ""),
    Wrong(
        "judges a list by the floor before it was lowered",
        believe,
        "now = lowered.floor if now == pins.floor else now",
        "pass",
    ),
    Wrong("lets root's lowering move a sure clock", believe, "if not sure:", "if True:"),
    Wrong("begins with no floor", pin_root, "floor=floor", "floor=0"),
    Wrong("keeps the top of the first root", change_root, "top=root.top", "top=pins.top"),
    Wrong(
        "says of a root that goes back that it is replayed, whatever its demo flag",
        change_root,
        "root.demo != pins.demo",
        "root.seq > pins.root_seq and root.demo != pins.demo",
    ),
    Wrong(
        "asks when a list ends before it asks its key",
        trust._list_refused,
        "late = out_of_date(signer.valid_from",
        "if now >= listed.expires_at:\n"
        "        return Refusal(Code.EXPIRED)\n"
        "    late = out_of_date(signer.valid_from",
    ),
    Wrong(
        "asks of a password the server before the device",
        enrolment.check_password,
        "if connect.device != device:",
        "if connect.server != server:\n"
        "        return Refusal(Code.WRONG_PLACE)\n"
        "    if connect.device != device:",
    ),
    Wrong(
        "asks of a password the counter before the device",
        enrolment.check_password,
        "if connect.device != device:",
        "if connect.counter <= last_counter:\n"
        "        return Refusal(Code.REPLAYED)\n"
        "    if connect.device != device:",
    ),
    Wrong(
        "asks of a password the counter before the server",
        enrolment.check_password,
        "if connect.server != server:",
        "if connect.counter <= last_counter:\n"
        "        return Refusal(Code.REPLAYED)\n"
        "    if connect.server != server:",
    ),
)
