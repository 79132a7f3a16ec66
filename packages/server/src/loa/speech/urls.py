"""Addresses of the room."""

from django.urls import path

from loa.speech import views

urlpatterns = [
    path("doc-thu/", views.preview, name="speech_preview"),
    path("doc-thu/am-thanh/", views.synthesise, name="speech_synthesise"),
    path("giong-doc/", views.voices, name="speech_voices"),
    path("tu-doc-rieng/", views.add_entry, name="speech_add_entry"),
    path("tu-doc-rieng/<int:entry_id>/bo/", views.remove_entry, name="speech_remove_entry"),
]
