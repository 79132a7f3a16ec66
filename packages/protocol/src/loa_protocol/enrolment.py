"""Claim codes, and the password with which a device opens its MQTT connection."""

from loa_protocol.encoding import decode, encode, from_text, to_text
from loa_protocol.heads import seal, unseal
from loa_protocol.messages import ClaimCode, Connect
from loa_protocol.refusals import Code, Malformed, Refusal
from loa_protocol.signing import Signer

_MARK = "LOA1-"


def write_code(code: ClaimCode) -> str:
    """Returns the claim code as text for a QR code or a file: `LOA1-` and base64url of its JSON."""
    return _MARK + to_text(encode(code))


def read_code(text: str) -> ClaimCode:
    """Returns the claim code in a text. White space around it is ignored. Raises Malformed."""
    stripped = text.strip()
    if not stripped.startswith(_MARK):
        raise Malformed("not a claim code")
    return decode(from_text(stripped[len(_MARK) :]), ClaimCode, largest=1024)


def password(server: str, device: str, counter: int, key: Signer) -> str:
    """Returns the MQTT password of one connection: a head of type `connect` in base64url."""
    return to_text(seal(Connect(1, server, device, counter), key))


def check_password(
    text: str, public_key: bytes, server: str, device: str, last_counter: int
) -> Connect | Refusal:
    """Returns the connect message if the key of this device signed it for this server with a counter above
    `last_counter`; otherwise a Refusal."""
    if len(text) > 1024:
        return Refusal(Code.TOO_LARGE)
    try:
        opened = unseal(from_text(text), public_key, Connect)
    except Malformed as error:
        return Refusal(error.code, error.detail)
    if isinstance(opened, Refusal):
        return opened
    head, connect = opened
    if connect.device != device:
        return Refusal(Code.WRONG_DEVICE, key_id=head.key_id)
    if connect.server != server:
        return Refusal(Code.WRONG_PLACE, "another server", head.key_id)
    if connect.counter <= last_counter:
        return Refusal(Code.REPLAYED, f"counter {connect.counter} after {last_counter}", head.key_id)
    return connect
