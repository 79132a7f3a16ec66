"""The formats and codecs that are opened. Everything else that FFmpeg knows stays closed: playlists, scripts,
subtitles, video decoders."""

import io
from typing import BinaryIO

FORMATS = "mp3,wav,w64,aiff,au,caf,mov,mp4,m4a,3gp,3g2,aac,amr,ogg,matroska,webm,flac,asf,avi,mpegts"
DECODERS = (
    "mp3float,mp3,mp2float,mp2,aac,aac_latm,alac,amrnb,amrwb,libopencore_amrnb,libopencore_amrwb,opus,libopus,"
    "vorbis,flac,wmav1,wmav2,wmapro,wmavoice,wmalossless,ac3,eac3,gsm,gsm_ms,adpcm_ms,adpcm_ima_wav,adpcm_ima_qt,"
    "pcm_u8,pcm_s8,pcm_s16le,pcm_s16be,pcm_s24le,pcm_s24be,pcm_s32le,pcm_s32be,pcm_f32le,pcm_f32be,pcm_f64le,"
    "pcm_f64be,pcm_alaw,pcm_mulaw"
)
OPENING = {
    "format_whitelist": FORMATS,
    "codec_whitelist": DECODERS,
    "protocol_whitelist": "none",
}
OPENED = frozenset(DECODERS.split(","))
"""FFmpeg applies its own list only while it probes, so the codec by which PyAV decodes is checked against
this set."""

_EBML, _ASF = "\x1aE\xdf\xa3", "0&\xb2u\x8ef\xcf\x11"
_FIRST = ("ID3", "RIFF", "FORM", "OggS", "fLaC", "#!AMR", _EBML, _ASF, "\xff\xfb", "\xff\xf3")
_FIFTH = ("ftyp", "moov", "mdat")

MOST_BOXES = 10_000
"""Bound on the boxes read of one file, which keeps a hostile file from costing much time."""


def looks_like_audio(head: bytes) -> bool:
    """Returns whether a file that could not be opened begins like one of our formats. It is then broken, and
    not a file of another kind."""
    text = head.decode("latin-1")
    return text.startswith(_FIRST) or text[4:].startswith(_FIFTH) or text[:2] in ("\xff\xf1", "\xff\xf9")


def film_is_cut(source: BinaryIO) -> bool:
    """Returns whether an MP4, 3GP or M4A ends before its last box does, or before its table of contents
    (`moov`) has come."""
    size = source.seek(0, io.SEEK_END)
    at, contents = 0, False
    for _ in range(MOST_BOXES):
        source.seek(at)
        head = source.read(16)
        if len(head) < 8:
            break
        length, kind = int.from_bytes(head[:4], "big"), head[4:8]
        # Not a file of this family.
        if at == 0 and kind != b"ftyp":
            return False
        # ISO 14496-12: length 1 means that 64 bits follow; length 0 means up to the end of the file.
        if length == 1:
            length = int.from_bytes(head[8:16], "big")
        contents = contents or kind == b"moov"
        at = at + length if length >= 8 else size
    return at > size or not contents
