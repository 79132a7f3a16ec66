"""Django's test client. Its requests are answered with the real database role of the web."""

from typing import Any

from django.db import connection, transaction
from django.http import HttpResponseBase, StreamingHttpResponse
from django.test import Client

from loa.kernel.actor import Actor
from loa.people.models import Account


class RoleClient(Client):
    """Runs every request as `loa_web`. Between requests the test is the tables' owner again.

    An exception that the stack turns into a 500 is raised in the test, as Django's client does.
    """

    role = "loa_web"

    def request(self, **request: Any) -> HttpResponseBase:  # type: ignore[override]
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(f"set local role {self.role}")
            try:
                answer = super().request(**request)
                # Read fully, as a browser does, so that no test leaves a file open.
                if isinstance(answer, StreamingHttpResponse):
                    answer.streaming_content = [b"".join(answer)]
                return answer
            finally:
                # In a failed transaction no statement runs; the rollback resets the role anyway.
                if not connection.needs_rollback:
                    with connection.cursor() as cursor:
                        cursor.execute("set local role loa_owner")

    def sign_in(self, actor: Actor) -> None:
        """Starts a session of the actor's account, without the sign-in page."""
        self.force_login(Account.objects.get(pk=actor.account_id or 0), "loa.people.backend.GrantsBackend")
