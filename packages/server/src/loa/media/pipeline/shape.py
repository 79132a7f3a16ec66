"""The loudness targets for horn loudspeakers, and the filters that reach them. Reasons: docs/adr,
loudness."""

TARGET_LUFS = -16.0
CEILING_DBTP = -2.0
"""True peak of the decoded Opus, measured between the samples."""
LIMIT_DB = -3.3
"""Peak of the samples before Opus, which overshoots by up to a decibel and a half on limited speech."""
CLOSE_AT_ONCE_LU = 0.25
"""If the first measurement is this near to the target, no second one is made."""
CLOSE_LU = 1.25
"""If a later measurement is this near, no further one is made: the last correction uses the measured
share."""
LEAST_SHARE = 0.3
"""Smallest share of a decibel of gain that is assumed to reach the loudness. A smaller one means that the
limiter takes all of it, and more gain does not help."""
MISSED_LU = 0.8
"""A finished file that is further than this from the target is encoded again. The promise is one LU."""
LONGEST_GAIN_DB = 50.0
LOWEST_HZ = 150


def highpass() -> list[tuple[str, str]]:
    """Returns a fourth-order Butterworth highpass. A horn plays nothing below it, but the low tones would
    harm its driver and transformer."""
    # The Q of the two second-order sections of a fourth-order Butterworth filter.
    return [("highpass", f"f={LOWEST_HZ}:width_type=q:width={q}") for q in ("0.54119610", "1.30656296")]


def shaped(gain_db: float, limit_db: float) -> list[tuple[str, str]]:
    """Returns the whole chain of filters: highpass, gain, limiter."""
    limit = 10 ** (limit_db / 20)
    return [
        *highpass(),
        ("volume", f"volume={gain_db:.3f}dB:precision=float"),
        ("alimiter", f"limit={limit:.6f}:attack=5:release=60:level=false:latency=true"),
    ]


METER = ("ebur128", "metadata=1:framelog=quiet")
PEAK_METER = ("ebur128", "metadata=1:framelog=quiet:peak=true")
