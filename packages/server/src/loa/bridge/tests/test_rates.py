"""What one device may send: much at once after it was away, and never much for long."""

from loa_protocol import topics

from loa.bridge.rates import ALLOWED, EACH_S, OTHERWISE, DeviceRates


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def allowed_of(rates, device, kind, count):
    return sum(rates.may(device, kind) for _ in range(count))


def test_a_burst_passes_and_then_a_steady_rate():
    clock = Clock()
    rates = DeviceRates(clock)
    assert allowed_of(rates, "one", topics.Up.HEALTH, 1000) == OTHERWISE.burst
    clock.now = 10.0
    assert allowed_of(rates, "one", topics.Up.HEALTH, 1000) == 10 * OTHERWISE.per_s


def test_each_device_and_kind_has_its_own():
    rates = DeviceRates(Clock())
    allowed_of(rates, "one", topics.Up.HEALTH, 1000)
    assert rates.may("other", topics.Up.HEALTH)
    assert rates.may("one", topics.Up.HAVE)
    assert allowed_of(rates, "one", topics.Up.RECORDS, 10_000) == ALLOWED[topics.Up.RECORDS].burst


def test_what_was_dropped_is_counted_once():
    rates = DeviceRates(Clock())
    allowed_of(rates, "one", topics.Up.HAVE, 125)
    rates.may("other", topics.Up.HAVE)
    assert rates.take_dropped() == {"one": 5}
    assert not rates.take_dropped()


def test_full_buckets_are_forgotten():
    clock = Clock()
    rates = DeviceRates(clock)
    for number in range(1000):
        rates.may(str(number), topics.Up.HAVE)
    clock.now = 2 * EACH_S
    rates.may("later", topics.Up.HAVE)
    assert len(rates._left) == 1
