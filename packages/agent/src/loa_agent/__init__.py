"""The program on a loudspeaker cluster: holds a signed plan and plays it on the second."""

__version__ = "0.1.0"
