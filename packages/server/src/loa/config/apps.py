"""The app that is loaded last: it connects events to their listeners after all other apps are loaded."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "loa.config"
    label = "config"

    def ready(self) -> None:
        from wagtail.signal_handlers import disconnect_reference_index_signal_handlers

        from loa.config import loading, wiring

        # Our own apps answer what uses what. Wagtail's index of references spans all units, so its rows
        # could belong to no unit.
        disconnect_reference_index_signal_handlers()
        wiring.connect()
        loading.ends()
