from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AirtimeConfig(AppConfig):
    name = "loa.airtime"
    label = "airtime"
    verbose_name = _("Lịch phát")
    default_auto_field = "django.db.models.BigAutoField"
