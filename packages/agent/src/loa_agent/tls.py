"""TLS for a box that may not know what time it is.

Chain and name are always checked, the dates by the box's own clock and never by the system's, which may stand
in 1970: with trust in the clock both dates, without it only that the certificate had not ended before the
newest signed moment held. Else no box without a battery-backed clock could ask anybody for the time.
"""

from __future__ import annotations

import ssl
from typing import Any, Final

from loa_protocol.messages.common import ClockQuality

from loa_agent.clock import Clock

_NO_CHECK_TIME: Final = 0x200000
"""X509_V_FLAG_NO_CHECK_TIME of OpenSSL, which Python's ssl has no name for."""


class _Socket(ssl.SSLSocket):
    """A connection whose other side's dates are looked at before anything is said."""

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
    """See the module."""

    sslsocket_class = _Socket
    clock: Clock

    def check_dates(self, certificate: dict[str, Any]) -> None:
        """Raises ssl.SSLCertVerificationError."""
        begins = ssl.cert_time_to_seconds(certificate["notBefore"]) * 1000
        ends = ssl.cert_time_to_seconds(certificate["notAfter"]) * 1000
        sure = self.clock.quality() is not ClockQuality.NONE
        if ends <= (self.clock.now_ms() if sure else self.clock.floor_ms):
            raise ssl.SSLCertVerificationError(1, "the server's certificate has ended")
        if sure and self.clock.now_ms() < begins:
            raise ssl.SSLCertVerificationError(1, "the server's certificate has not begun")


class Certificates:
    """Whom a box believes to be its server. ``authority``: a file of certificates to trust beside the
    system's, "" for none."""

    def __init__(self, authority: str, clock: Clock) -> None:
        self._authority = authority
        self._clock = clock
        self._made: ssl.SSLContext | None = None

    def context(self) -> ssl.SSLContext:
        """For every connection of this box. Made at the first one, on its thread: reading all the
        certificates takes a while. Raises OSError."""
        if self._made is None:
            made = _Context(ssl.PROTOCOL_TLS_CLIENT)
            made.clock = self._clock
            made.verify_flags |= _NO_CHECK_TIME
            made.load_default_certs()
            if self._authority:
                made.load_verify_locations(self._authority)
            self._made = made
        return self._made
