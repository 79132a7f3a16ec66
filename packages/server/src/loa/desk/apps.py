"""The Django application of the desk: the pages that people see."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class DeskConfig(AppConfig):
    name = "loa.desk"
    label = "desk"

    def ready(self) -> None:
        from loa.desk.generic import after_migrate

        post_migrate.connect(after_migrate, sender=self, dispatch_uid="loa_unit_of")
