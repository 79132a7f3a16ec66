"""The API's OpenAPI document in one fixed form. `python -m loa.api.document` prints it."""

import json
import os
import sys


def text() -> str:
    """Returns the document as it is committed: keys sorted, two spaces, Vietnamese unescaped."""
    from loa.api.door import api

    return (
        json.dumps(api.get_openapi_schema(), ensure_ascii=False, indent=2, sort_keys=True, default=str) + "\n"
    )


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "loa.config.settings")
    import django

    django.setup()
    sys.stdout.write(text())
