"""A program around eSpeak NG's library: phrases on standard input, a WAV on standard output.

    python -m loa.speech.engines.espeak_program VOICE [WORDS_A_MINUTE]

A line is words, a tab, and the silence after them in ms. eSpeak NG is under the GPL: its library is loaded
only here, in a process of its own. This module imports nothing else of Loa.
"""

from __future__ import annotations

import ctypes
import io
import sys
import wave

# Values of eSpeak NG's header speak_lib.h.
AUDIO_OUTPUT_SYNCHRONOUS = 2
DONT_EXIT = 0x8000
RATE = 1
POS_CHARACTER = 1
CHARS_UTF8 = 1
_CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


class Espeak:
    """The library, and the speech so far as 16-bit mono samples."""

    def __init__(self, voice: str, words_a_minute: int) -> None:
        import espeakng_loader

        self._library = ctypes.CDLL(espeakng_loader.get_library_path())
        folder = espeakng_loader.get_data_path().encode()
        self.rate = self._library.espeak_Initialize(AUDIO_OUTPUT_SYNCHRONOUS, 0, folder, DONT_EXIT)
        if self.rate <= 0:
            sys.exit("eSpeak NG did not start: its data folder cannot be read")
        self._said = io.BytesIO()
        # ctypes does not keep the callback alive, so the object does.
        self._callback = _CALLBACK(self._take)
        self._library.espeak_SetSynthCallback(self._callback)
        if self._library.espeak_SetVoiceByName(voice.encode()) != 0:
            sys.exit(f"eSpeak NG has no voice {voice}")
        self._library.espeak_SetParameter(RATE, words_a_minute, 0)

    def _take(self, samples: ctypes._Pointer[ctypes.c_short], count: int, _events: int) -> int:
        if samples and count > 0:
            self._said.write(ctypes.string_at(samples, 2 * count))
        return 0

    def say(self, words: str) -> None:
        """Speaks `words` and waits until they are complete."""
        text = words.encode() + b"\0"
        error = self._library.espeak_Synth(
            ctypes.c_char_p(text),
            ctypes.c_size_t(len(text)),
            ctypes.c_uint(0),
            ctypes.c_int(POS_CHARACTER),
            ctypes.c_uint(0),
            ctypes.c_uint(CHARS_UTF8),
            None,
            None,
        )
        if error != 0:
            sys.exit(f"eSpeak NG refused a phrase with code {error}")
        self._library.espeak_Synchronize()

    def silence(self, ms: int) -> None:
        """Adds silence."""
        self._said.write(bytes(2 * (self.rate * ms // 1000)))

    def samples(self) -> bytes:
        """Returns all samples so far."""
        return self._said.getvalue()


def main(arguments: list[str]) -> None:
    """Reads all phrases, then writes one WAV."""
    engine = Espeak(arguments[0], int(arguments[1]) if len(arguments) > 1 else 150)
    for line in sys.stdin.buffer.read().decode().splitlines():
        words, _, pause = line.partition("\t")
        if words.strip():
            engine.say(words)
        engine.silence(int(pause or 0))
    samples = engine.samples()
    made = io.BytesIO()
    with wave.open(made, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(engine.rate)
        out.writeframes(samples)
    sys.stdout.buffer.write(made.getvalue())


if __name__ == "__main__":
    main(sys.argv[1:])
