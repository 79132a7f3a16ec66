"""The messages of the NATS auth callout: the request that the server sends when a device connects, and our
signed answer.

The NATS server publishes a request token (JWT) for every connection that is not a user of its configuration.
The bridge answers with a user token that names the subjects that the connection may use. Both directions have
the format of NATS and are signed with an nkey; ours is the account's that the configuration names as
`issuer`.
"""

import base64
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

SUBJECT: Final = "$SYS.REQ.USER.AUTH"
ACCOUNT: Final = "APP"
# Two bytes of prefix, 32 of seed, two of checksum.
_SEED_BYTES: Final = 36
_HEADER: Final = b'{"typ":"JWT","alg":"ed25519-nkey"}'


class NotARequest(ValueError):
    """The message on the callout's subject is not a request of a NATS server."""


@dataclass(frozen=True, slots=True)
class ConnectRequest:
    """One connection that waits to be admitted."""

    user_nkey: str
    server_id: str
    connection: int
    kind: str
    client_id: str
    username: str
    password: str


def read(token: bytes) -> ConnectRequest:
    """Returns the facts of a request; raises NotARequest for anything else.

    The signature is not checked: in the callout's account only the server itself can publish on this subject.
    """
    try:
        body = token.split(b".")[1]
        claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(body + b"=" * (-len(body) % 4)))
        facts = claims["nats"]
        client, offered = facts["client_info"], facts["connect_opts"]
        return ConnectRequest(
            user_nkey=str(facts["user_nkey"]),
            server_id=str(facts["server_id"]["id"]),
            connection=int(client["id"]),
            kind=str(client.get("type", "")),
            client_id=str(client.get("mqtt_id", "")),
            username=str(offered.get("user", "")),
            password=str(offered.get("pass", "")),
        )
    except (IndexError, KeyError, TypeError, ValueError) as wrong:
        raise NotARequest(str(wrong)) from wrong


class Issuer:
    """Signs answers with the account's nkey, which only the bridge and the launcher know.

    The seed of an nkey is base32 of two bytes of prefix, 32 bytes of Ed25519 seed and a checksum. It is
    decoded here and not by the nkeys package, which has no wheels and so cannot be locked by hash.
    """

    def __init__(self, seed: str, public: str) -> None:
        raw = base64.b32decode(seed + "=" * (-len(seed) % 8))
        if not seed.startswith("SA") or len(raw) != _SEED_BYTES:
            raise ValueError("not the seed of an account's nkey")
        self._key = Ed25519PrivateKey.from_private_bytes(raw[2:34])
        self.public = public

    def admit(
        self, asked: ConnectRequest, publish: Sequence[str], subscribe: Sequence[str], now_s: int
    ) -> bytes:
        """Returns the answer that admits the connection, with the right to publish and subscribe to only
        these subjects (in NATS's form)."""
        # -1 means no limit. What a device may send is limited by its subjects and by `max_payload`.
        limits = {"subs": -1, "data": -1, "payload": -1}
        rights = {"pub": {"allow": list(publish)}, "sub": {"allow": list(subscribe)}}
        user = {"type": "user", "version": 2, **limits, **rights}
        token = self._sign(asked.user_nkey, ACCOUNT, now_s, user, name=asked.client_id)
        return self._answer(asked, now_s, jwt=token.decode())

    def refuse(self, asked: ConnectRequest, why: str, now_s: int) -> bytes:
        """Returns the answer that rejects the connection. `why` goes to the log of the NATS server, never to
        the client."""
        return self._answer(asked, now_s, error=why)

    def _answer(self, asked: ConnectRequest, now_s: int, **said: str) -> bytes:
        body = {"type": "authorization_response", "version": 2, **said}
        return self._sign(asked.user_nkey, asked.server_id, now_s, body)

    def _sign(self, subject: str, audience: str, now_s: int, body: dict[str, Any], name: str = "") -> bytes:
        claims: dict[str, Any] = {"iss": self.public, "sub": subject, "aud": audience, "iat": now_s}
        if name:
            claims["name"] = name
        claims["nats"] = body
        # NATS names a token by the hash of its claims: `jti` is not in them yet.
        digest = hashlib.sha256(json.dumps(claims).encode()).digest()
        claims["jti"] = base64.b32encode(digest).rstrip(b"=").decode()
        said = _text(_HEADER) + b"." + _text(json.dumps(claims, separators=(",", ":")).encode())
        return said + b"." + _text(self._key.sign(said))


def _text(raw: bytes) -> bytes:
    return base64.urlsafe_b64encode(raw).rstrip(b"=")
