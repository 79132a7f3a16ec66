"""Off loopback nothing is served in the clear."""

import datetime
import ipaddress
import os
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from launcher.inside import exposure, passwords
from launcher.layout import Ports, source
from launcher.tests.world import a_home
from launcher.words import Stop


def pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    form = serialization.PrivateFormat.TraditionalOpenSSL
    return key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    """A certificate, its key, and another key."""
    folder = tmp_path_factory.mktemp("tls")
    key, other = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "loa.example.vn")])
    names = x509.SubjectAlternativeName(
        [x509.DNSName("loa.example.vn"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    )
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(names, critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "crt.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(pem(key))
    (folder / "other.pem").write_bytes(pem(other))
    return folder / "crt.pem", folder / "key.pem", folder / "other.pem"


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "loa.example.vn"])
def test_without_a_certificate_the_network_is_refused(host: str) -> None:
    with pytest.raises(Stop) as refusal:
        exposure.decide(host, None, None, None)
    assert refusal.value.code == 2
    assert "MQTT" in refusal.value.message


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.8.9.1"])
def test_loopback_needs_none(host: str) -> None:
    assert exposure.decide(host, None, None, None).certificate is None


def test_a_certificate_opens_web_mqtt_and_files_by_its_name(certificate: tuple[Path, Path, Path]) -> None:
    shown = exposure.decide("0.0.0.0", certificate[0], certificate[1], None)
    ports = Ports(9000)
    assert shown.public_url(ports) == "https://loa.example.vn:9000"
    assert shown.public_mqtt(ports) == "mqtts://loa.example.vn:9001"
    assert shown.public_files(ports) == "https://loa.example.vn:9002"


def test_a_key_of_another_certificate_is_refused(certificate: tuple[Path, Path, Path]) -> None:
    with pytest.raises(Stop):
        exposure.decide("0.0.0.0", certificate[0], certificate[2], None)


def test_a_certificate_without_its_key_is_refused(certificate: tuple[Path, Path, Path]) -> None:
    with pytest.raises(Stop):
        exposure.decide("0.0.0.0", certificate[0], None, None)


@pytest.mark.parametrize("proxy", ["http://loa.example.vn", "loa.example.vn", "https://loa.example.vn/loa"])
def test_a_proxy_is_declared_by_its_https_address(proxy: str) -> None:
    with pytest.raises(Stop):
        exposure.decide("0.0.0.0", None, None, proxy)


def test_behind_a_proxy_people_and_devices_are_sent_to_it() -> None:
    shown = exposure.decide("127.0.0.1", None, None, "https://loa.example.vn")
    assert shown.public_url(Ports(9000)) == "https://loa.example.vn"
    assert shown.public_mqtt(Ports(9000)).startswith("mqtts://loa.example.vn")


def test_each_serving_part_gets_its_own_copy_and_loses_it_again(certificate: tuple[Path, Path, Path]) -> None:
    with a_home() as home:
        here = home.instance("up")
        from launcher.inside import start

        start.prepare_folders(here)
        exposure.hand_out(exposure.decide("0.0.0.0", certificate[0], certificate[1], None), here)
        for part in exposure.SERVING:
            key = passwords.folder(here, part) / "tls.key"
            assert key.stat().st_mode & 0o077 == 0
            assert b"BEGIN PRIVATE KEY" in key.read_bytes()
        exposure.hand_out(exposure.Exposure(), here)
        assert not list(here.secrets.rglob("tls.*"))


def test_loa_up_itself_refuses_before_it_starts_anything() -> None:
    with a_home() as home:
        done = subprocess.run(
            [sys.executable, "-m", "launcher.inside", "up", "--host", "0.0.0.0"],
            env={**os.environ, "PYTHONPATH": str(source()), "LOA_HOME": str(home.base), "LOA_LANG": "vi"},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 2
        assert "chứng thư" in done.stderr
        assert list(home.base.iterdir()) == []
