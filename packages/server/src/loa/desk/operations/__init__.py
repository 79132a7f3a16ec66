"""The control page ("the wall"): what sounds, what should have sounded, what is silenced, and the acts that
change it."""
