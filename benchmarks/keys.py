"""The private keys of the benchmarks' devices: derived, so that any process of a measurement has them."""

from loa_protocol.signing import SoftKey
from loa_simulator.enrolment import device_key

SECRET = "0b" * 32


def key_of(device: str) -> SoftKey:
    """The private key of a device of the benchmark."""
    return device_key(SECRET, device)
