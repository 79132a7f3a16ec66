"""What we open at all. Everything else that FFmpeg knows stays shut: playlists, scripts, subtitles, video decoders."""

FORMATS = (
    "mp3", "wav", "w64", "aiff", "au", "caf", "mov", "mp4", "m4a", "3gp", "3g2", "aac", "amr", "ogg", "matroska", "webm",
    "flac", "asf", "avi", "mpegts",
)  # fmt: skip
DECODERS = (
    "mp3float", "mp3", "mp2float", "mp2", "aac", "aac_latm", "alac", "amrnb", "amrwb", "libopencore_amrnb", "libopencore_amrwb",
    "opus", "libopus", "vorbis", "flac", "wmav1", "wmav2", "wmapro", "wmavoice", "wmalossless", "ac3", "eac3", "gsm", "gsm_ms",
    "pcm_s16le", "pcm_s16be", "pcm_s24le", "pcm_s24be", "pcm_s32le", "pcm_s32be", "pcm_u8", "pcm_s8", "pcm_f32le", "pcm_f32be",
    "pcm_f64le", "pcm_f64be", "pcm_alaw", "pcm_mulaw", "adpcm_ms", "adpcm_ima_wav", "adpcm_ima_qt",
)  # fmt: skip
OPENING = {
    "format_whitelist": ",".join(FORMATS),
    "codec_whitelist": ",".join(DECODERS),
    "protocol_whitelist": "none",
}

_MARKS = ((0, b"ID3"), (0, b"RIFF"), (4, b"ftyp"), (0, b"OggS"), (0, b"fLaC"), (0, b"#!AMR"), (0, b"\x1aE\xdf\xa3"),
          (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11"), (0, b"\xff\xfb"), (0, b"\xff\xf3"), (0, b"\xff\xf1"), (0, b"\xff\xf9"),
          (4, b"moov"), (4, b"mdat"), (0, b"FORM"))  # fmt: skip


def looks_like_audio(head: bytes) -> bool:
    """Does a file that would not open begin as one of ours? Then it is broken, not something else."""
    return any(head[at : at + len(mark)] == mark for at, mark in _MARKS)
