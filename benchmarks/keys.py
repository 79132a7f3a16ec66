"""The private keys of the benchmarks' devices. They are derived, so that every process of a benchmark has
them."""

from loa_protocol.signing import SoftKey
from loa_simulator.enrolment import device_key

SECRET = "0b" * 32


def key_of(device: str) -> SoftKey:
    """Returns the private key of a device of the benchmark."""
    return device_key(SECRET, device)
