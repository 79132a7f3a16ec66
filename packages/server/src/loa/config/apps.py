"""The wiring is done once, after every room is loaded."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "loa.config"
    label = "config"

    def ready(self) -> None:
        from loa.config import wiring

        wiring.connect()
