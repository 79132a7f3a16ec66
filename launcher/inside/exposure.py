"""Decides what the network can reach. Outside loopback nothing is served unencrypted: not web, MQTT or file
door."""

import ipaddress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from launcher.inside import accounts, passwords
from launcher.layout import Instance, Ports
from launcher.words import stop

SERVING = ("web", "nats", "files")


@dataclass(frozen=True)
class Exposure:
    """The addresses of an instance. host: the address that web, MQTT and file door listen on. name: the name
    by which people and devices reach it."""

    host: str = "127.0.0.1"
    name: str = "127.0.0.1"
    certificate: Path | None = None
    key: Path | None = None
    proxy: str | None = None

    def public_url(self, ports: Ports) -> str:
        if self.proxy:
            return self.proxy
        return f"{'https' if self.certificate else 'http'}://{self.name}:{ports.web}"

    def public_mqtt(self, ports: Ports) -> str:
        if self.proxy:
            return f"mqtts://{self.name}:8883"
        return f"{'mqtts' if self.certificate else 'mqtt'}://{self.name}:{ports.mqtt}"

    def public_files(self, ports: Ports) -> str:
        if self.proxy:
            return f"{self.proxy}/tep"
        return f"{'https' if self.certificate else 'http'}://{self.name}:{ports.files}"


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def decide(host: str, cert: Path | None, key: Path | None, proxy: str | None) -> Exposure:
    """Returns the exposure asked for, or stops with the reason in one sentence."""
    if (cert is None) != (key is None):
        stop("Cần cả --cert và --key.", "Give both --cert and --key.", code=2)
    if proxy is not None:
        parts = urlsplit(proxy)
        if parts.scheme != "https" or not parts.hostname or parts.path.strip("/") or parts.query:
            stop(
                "--proxy phải là địa chỉ https:// không có đường dẫn, ví dụ https://loa.tinh.gov.vn",
                "--proxy must be an https:// address without a path, such as https://loa.example.vn",
                code=2,
            )
        return Exposure(host=host, name=parts.hostname, proxy=f"https://{parts.netloc}")
    if cert is None or key is None:
        if not is_loopback(host):
            stop(
                f"Không mở ra mạng ({host}) khi chưa có chứng thư: web, MQTT và tệp sẽ đi trần. "
                "Thêm --cert và --key, hoặc khai báo --proxy https://…",
                f"Not opening to the network ({host}) without a certificate: web, MQTT and files would "
                "go in the clear. "
                "Add --cert and --key, or declare --proxy https://…",
                code=2,
            )
        return Exposure(host=host, name=host)
    return Exposure(host=host, name=_check(cert, key), certificate=cert, key=key)


def _check(cert: Path, key: Path) -> str:
    """Returns the certificate's first name, after checking that the key belongs to it."""
    try:
        leaf = x509.load_pem_x509_certificate(cert.read_bytes())
        private = serialization.load_pem_private_key(key.read_bytes(), password=None)
        names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        hosts = names.get_values_for_type(x509.DNSName) or [
            str(address) for address in names.get_values_for_type(x509.IPAddress)
        ]
        # Compared as public keys: the key of another certificate would fail only at the first TLS connection.
        form = (Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
        if private.public_key().public_bytes(*form) != leaf.public_key().public_bytes(*form):
            raise ValueError("the key is not the certificate's")
        # A wildcard certificate has no name of its own: `loa` under its domain is used.
        return hosts[0].replace("*.", "loa.")
    except (OSError, ValueError, TypeError, IndexError, x509.ExtensionNotFound) as error:
        stop(f"Không dùng được chứng thư: {error}", f"The certificate cannot be used: {error}", code=2)


def hand_out(exposure: Exposure, instance: Instance) -> None:
    """Gives each serving part its own copy of certificate and key; removes the copies when there is none."""
    for part in SERVING:
        folder = passwords.folder(instance, part)
        if exposure.certificate is None or exposure.key is None:
            (folder / "tls.crt").unlink(missing_ok=True)
            (folder / "tls.key").unlink(missing_ok=True)
            continue
        private = serialization.load_pem_private_key(exposure.key.read_bytes(), password=None)
        # Written as unencrypted PKCS8, the same form for all three servers.
        plain = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
        accounts.write_for(part, folder / "tls.crt", exposure.certificate.read_text())
        accounts.write_for(part, folder / "tls.key", plain)
