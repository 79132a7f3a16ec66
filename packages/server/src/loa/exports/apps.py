from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExportsConfig(AppConfig):
    name = "loa.exports"
    label = "exports"
    verbose_name = _("Tệp đã yêu cầu")
    default_auto_field = "django.db.models.BigAutoField"
