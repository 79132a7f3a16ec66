"""The API object to which each app's router is added. Its document is compared with the committed one."""

from ninja import NinjaAPI

from loa.api.claiming import router as claiming

api = NinjaAPI(
    title="Loa",
    version="1",
    description="Máy và hệ thống khác nói chuyện với Loa. Loa's interface for devices and partners.",
    urls_namespace="api-v1",
    docs_url=None,
    openapi_url=None,
)
api.add_router("", claiming)
