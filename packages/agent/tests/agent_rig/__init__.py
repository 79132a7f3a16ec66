"""What tests and benchmarks of real agents share: sounds, a commune with its file door, a sound card."""
