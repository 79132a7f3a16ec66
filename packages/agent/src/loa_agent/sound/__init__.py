"""From cues to samples: decoding, placing sounds on the plan's time, the sound card and the file sink."""
