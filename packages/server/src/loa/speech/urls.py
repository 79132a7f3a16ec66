"""The addresses of speech."""

from django.urls import path

from loa.speech import views

urlpatterns = [
    path("quan-ly/tu-doc-rieng/<int:unit_id>/", views.words, name="speech_words"),
    path("quan-ly/tu-doc-rieng/<int:unit_id>/<int:entry_id>/bo/", views.remove, name="speech_remove"),
]
