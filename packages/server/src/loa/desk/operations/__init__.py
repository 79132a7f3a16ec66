"""The wall: what sounds, what should have, and what is silenced; with the acts on it."""
