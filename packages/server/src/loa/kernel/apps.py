from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate


class KernelConfig(AppConfig):
    name = "loa.kernel"
    label = "kernel"
    verbose_name = "Nền"

    def ready(self) -> None:
        from loa.kernel.guard.apply import after_migrate
        from loa.kernel.timestamps import read_quickly

        # Runs once in each `migrate`: on the signal for this app, which is sent when the tables of every app
        # exist.
        post_migrate.connect(after_migrate, sender=self, dispatch_uid="loa_guard")
        connection_created.connect(read_quickly, dispatch_uid="loa_timestamps")
