"""The addresses of media."""

from django.urls import path

from loa.media import tus, views

urlpatterns = [
    path("tai-len/", tus.uploads, name="media_uploads"),
    path("tai-len/<uuid:upload_id>/", tus.upload, name="media_upload"),
    path("tai-len/<uuid:upload_id>/ket-qua/", views.result, name="media_upload_result"),
    path("am-thanh/<uuid:sound_id>/", views.status, name="media_status"),
    path("am-thanh/<uuid:sound_id>/nghe/", views.listen, name="media_listen"),
]
