"""The API's addresses (see loa.testing.matrix). Claiming is open to whoever holds a device's secret; words
that
no key signed are 400 for everybody."""

from loa.testing.matrix import MatrixRow

ROWS = [
    MatrixRow("api-v1:claim", "POST", public=True, outcome=(400,), content_type="application/octet-stream"),
    MatrixRow("api-v1:api-root", public=True, outcome=(404,), refused=(404,)),
]
