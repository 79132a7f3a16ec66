from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SpeechConfig(AppConfig):
    name = "loa.speech"
    label = "speech"
    verbose_name = _("Đọc thành lời")
    default_auto_field = "django.db.models.BigAutoField"
