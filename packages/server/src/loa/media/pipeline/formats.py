"""What we open at all. Everything else that FFmpeg knows stays shut: playlists, scripts, subtitles, video
decoders."""

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

_EBML, _ASF = "\x1aE\xdf\xa3", "0&\xb2u\x8ef\xcf\x11"
_FIRST = ("ID3", "RIFF", "FORM", "OggS", "fLaC", "#!AMR", _EBML, _ASF, "\xff\xfb", "\xff\xf3")
_FIFTH = ("ftyp", "moov", "mdat")


def looks_like_audio(head: bytes) -> bool:
    """Does a file that would not open begin as one of ours? Then it is broken, not something else."""
    text = head.decode("latin-1")
    return text.startswith(_FIRST) or text[4:].startswith(_FIFTH) or text[:2] in ("\xff\xf1", "\xff\xf9")
