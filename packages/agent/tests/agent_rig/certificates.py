"""Certificates for tests of TLS: an authority of our own, servers' certificates of any dates and names."""

import datetime
import ipaddress
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from loa_protocol import timing

KEPT = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


class Authority:
    """Signs certificates for 127.0.0.1. ``path``: its own, to be trusted."""

    def __init__(self, folder: Path, begins_ms: int, ends_ms: int) -> None:
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Loa test authority")])
        made = self._builder(self._name, self._key.public_key(), begins_ms, ends_ms)
        made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        self.path = folder / "authority.pem"
        self.path.write_bytes(self._signed(made))

    def _builder(
        self, name: x509.Name, key: ec.EllipticCurvePublicKey, begins_ms: int, ends_ms: int
    ) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(self._name)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(_moment(begins_ms))
            .not_valid_after(_moment(ends_ms))
        )

    def _signed(self, made: x509.CertificateBuilder) -> bytes:
        return made.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)

    def server(self, begins_ms: int, ends_ms: int, name: str = "127.0.0.1") -> tuple[Path, Path]:
        """A server's certificate for an address, and its private key; two files."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        made = self._builder(subject, key.public_key(), begins_ms, ends_ms)
        names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(name))])
        certificate, private = self._folder / "server.pem", self._folder / "server.key"
        certificate.write_bytes(self._signed(made.add_extension(names, critical=False)))
        private.write_bytes(key.private_bytes(*KEPT))
        return certificate, private


def _moment(ms: int) -> datetime.datetime:
    return timing.from_ms(ms)
