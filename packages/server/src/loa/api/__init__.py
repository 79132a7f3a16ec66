"""The HTTP API of devices and partners (django-ninja). Its OpenAPI document is committed and compared."""
