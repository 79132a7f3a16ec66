from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ImportsConfig(AppConfig):
    name = "loa.imports"
    label = "imports"
    verbose_name = _("Nhập từ tệp")
    default_auto_field = "django.db.models.BigAutoField"
