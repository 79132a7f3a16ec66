"""From cues to samples: decoding, laying sound on the plan's second, sound card and file."""
