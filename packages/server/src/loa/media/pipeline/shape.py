"""How a voice is made fit for horns: the figures, and the filters that keep them. Reasons: docs/adr,
loudness."""

TARGET_LUFS = -16.0
CEILING_DBTP = -2.0
"""Of the decoded Opus, measured between the samples."""
LIMIT_DB = -3.3
"""Of the samples before Opus, which overshoots by up to a decibel and a half on limited speech."""
CLOSE_AT_ONCE_LU = 0.25
"""A first measurement this near needs no second."""
CLOSE_LU = 1.25
"""A later one this near needs no further: the trim then goes by the share found."""
LEAST_SHARE = 0.3
"""Of a decibel of gain that reaches the loudness; less is a limiter that holds all, where no gain helps."""
MISSED_LU = 0.8
"""A finished file further than this from the target is made once more: the promise is one LU."""
LONGEST_GAIN_DB = 50.0
LOWEST_HZ = 150


def highpass() -> list[tuple[str, str]]:
    """Fourth-order Butterworth: a horn plays nothing below, but its driver and transformer would suffer
    it."""
    return [("highpass", f"f={LOWEST_HZ}:width_type=q:width={q}") for q in ("0.54119610", "1.30656296")]


def shaped(gain_db: float, limit_db: float) -> list[tuple[str, str]]:
    limit = 10 ** (limit_db / 20)
    return [
        *highpass(),
        ("volume", f"volume={gain_db:.3f}dB:precision=float"),
        ("alimiter", f"limit={limit:.6f}:attack=5:release=60:level=false:latency=true"),
    ]


METER = ("ebur128", "metadata=1:framelog=quiet")
PEAK_METER = ("ebur128", "metadata=1:framelog=quiet:peak=true")
