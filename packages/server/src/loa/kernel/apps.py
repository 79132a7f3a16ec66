from django.apps import AppConfig
from django.db.models.signals import post_migrate


class KernelConfig(AppConfig):
    name = "loa.kernel"
    label = "kernel"
    verbose_name = "Nền"

    def ready(self) -> None:
        from loa.kernel.guard.apply import after_migrate

        # Once a migrate: the signal of this app, sent when every app's tables are there.
        post_migrate.connect(after_migrate, sender=self, dispatch_uid="loa_guard")
