"""A Piper voice of a few hundred bytes: a hum whose pitch follows the phonemes, 400 samples each.

Written in protobuf by hand, because the onnx package is no dependency of ours.
"""

import json
import struct
from pathlib import Path

RATE = 22_050
SAMPLES = 400


def number(field: int, value: int) -> bytes:
    return varint(field << 3) + varint(value)


def varint(value: int) -> bytes:
    value &= (1 << 64) - 1
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


def part(field: int, body: bytes | str) -> bytes:
    body = body.encode() if isinstance(body, str) else body
    return varint(field << 3 | 2) + varint(len(body)) + body


def node(kind: str, inputs: list[str], output: str, attribute: bytes = b"") -> bytes:
    body = b"".join(part(1, i) for i in inputs) + part(2, output) + part(4, kind)
    return part(1, body + (part(5, attribute) if attribute else b""))


def tensor(name: str, dims: list[int], kind: int, raw: bytes) -> bytes:
    return part(5, b"".join(number(1, d) for d in dims) + number(2, kind) + part(8, name) + part(9, raw))


def value(field: int, name: str, kind: int, dims: list[int | str]) -> bytes:
    shape = b"".join(part(1, number(1, d) if isinstance(d, int) else part(2, d)) for d in dims)
    return part(field, part(1, name) + part(2, part(1, number(1, kind) + part(2, shape))))


def model(loudness: float = 0.5) -> bytes:
    """input [1,N] -> cast -> [1,N,1] x ramp [1,1,400] -> sin -> x loudness -> [1,1,1,T]."""
    ramp = struct.pack(f"<{SAMPLES}f", *(0.01 * n for n in range(SAMPLES)))
    to_float = part(1, "to") + number(3, 1) + number(20, 2)
    graph = (
        node("Cast", ["input"], "ids", to_float)
        + node("Unsqueeze", ["ids", "axes"], "column")
        + node("Mul", ["column", "ramp"], "phase")
        + node("Sin", ["phase"], "wave")
        + node("Mul", ["wave", "loudness"], "loud")
        + node("Reshape", ["loud", "shape"], "output")
        + part(2, "tiny")
        + tensor("axes", [1], 7, struct.pack("<q", 2))
        + tensor("ramp", [1, 1, SAMPLES], 1, ramp)
        + tensor("loudness", [1], 1, struct.pack("<f", loudness))
        + tensor("shape", [4], 7, struct.pack("<4q", 1, 1, 1, -1))
        + value(11, "input", 7, [1, "n"])
        + value(11, "input_lengths", 7, [1])
        + value(11, "scales", 1, [3])
        + value(12, "output", 1, [1, 1, 1, "t"])
    )
    return number(1, 8) + part(7, graph) + part(8, part(1, "") + number(2, 13))


def settings(language: str = "vi", letters: str = "") -> dict[str, object]:
    known = letters or "".join(chr(c) for c in (*range(0x20, 0x7F), *range(0xA1, 0x370), 0x3B2, 0x3B8, 0x3C7))
    ids = {"_": [0], "^": [1], "$": [2]} | {c: [n] for n, c in enumerate(known, 3) if c not in "_^$"}
    return {
        "audio": {"sample_rate": RATE},
        "espeak": {"voice": language},
        "phoneme_type": "espeak",
        "num_symbols": len(ids) + 3,
        "num_speakers": 1,
        "inference": {"noise_scale": 0.667, "length_scale": 1, "noise_w": 0.8},
        "phoneme_id_map": ids,
    }


def write(
    folder: Path, name: str = "vi_VN-tiny", *, loudness: float = 0.5, language: str = "vi", letters: str = ""
) -> Path:
    """Write the voice's two files and return the model's path."""
    path = folder / f"{name}.onnx"
    path.write_bytes(model(loudness))
    Path(f"{path}.json").write_text(json.dumps(settings(language, letters)), encoding="utf-8")
    return path
