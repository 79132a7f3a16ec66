"""TLS for a box that may not know the time.

Chain and name are always checked. The dates are checked by the box's own clock and never by the system's,
which may be in 1970. While the clock is trusted both dates are checked; while it is not, only that the
certificate had not ended before the newest signed moment held. Otherwise a box without a battery-backed clock
could ask nobody for the time.
"""

from __future__ import annotations

import ssl
from typing import Any, Final

from loa_protocol.messages.common import ClockQuality

from loa_agent.clock import Clock

_NO_CHECK_TIME: Final = 0x200000
"""OpenSSL's X509_V_FLAG_NO_CHECK_TIME, for which Python's ssl has no name."""


class _Socket(ssl.SSLSocket):
    """A connection that checks the dates of the server's certificate before anything is sent."""

    def do_handshake(self, block: bool = False) -> None:
        """See `ssl.SSLSocket`. Raises ssl.SSLCertVerificationError."""
        super().do_handshake(block)
        assert isinstance(self.context, _Context)
        try:
            self.context.check_dates(self.getpeercert() or {})
        except ssl.SSLError:
            self.close()
            raise


class _Context(ssl.SSLContext):
    """A TLS context that knows the box's clock."""

    sslsocket_class = _Socket
    clock: Clock

    def check_dates(self, certificate: dict[str, Any]) -> None:
        """Checks the dates of a certificate. Raises ssl.SSLCertVerificationError."""
        begins = ssl.cert_time_to_seconds(certificate["notBefore"]) * 1000
        ends = ssl.cert_time_to_seconds(certificate["notAfter"]) * 1000
        sure = self.clock.quality() is not ClockQuality.NONE
        if ends <= (self.clock.now_ms() if sure else self.clock.floor_ms):
            raise ssl.SSLCertVerificationError(1, "the server's certificate has ended")
        if sure and self.clock.now_ms() < begins:
            raise ssl.SSLCertVerificationError(1, "the server's certificate has not begun")


class Certificates:
    """The certificates by which the box recognises its server.

    ``authority`` is a file of certificates to trust besides the system's, "" for none.
    """

    def __init__(self, authority: str, clock: Clock) -> None:
        self._authority = authority
        self._clock = clock
        self._made: ssl.SSLContext | None = None

    def context(self) -> ssl.SSLContext:
        """Returns the context for every connection of this box. Raises OSError.

        It is made at the first connection, on that connection's thread, because reading all the certificates
        takes a while.
        """
        if self._made is None:
            made = _Context(ssl.PROTOCOL_TLS_CLIENT)
            made.clock = self._clock
            made.verify_flags |= _NO_CHECK_TIME
            made.load_default_certs()
            if self._authority:
                made.load_verify_locations(self._authority)
            self._made = made
        return self._made
