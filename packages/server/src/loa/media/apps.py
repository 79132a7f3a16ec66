from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MediaConfig(AppConfig):
    name = "loa.media"
    label = "media"
    verbose_name = _("Âm thanh")
    default_auto_field = "django.db.models.BigAutoField"
