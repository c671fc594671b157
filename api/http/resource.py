"""How routes are declared: address, operation, models; the rest of a route's contract follows from these."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from fastapi import APIRouter

from api.http.operation import Declared, Endpoint, Gives, Operation, declare
from application.permissions import PERMISSIONS

Decorator = Callable[[Endpoint], Endpoint]


class Resource:
    """The routes under one plural noun."""

    def __init__(self, prefix: str, title: str) -> None:
        self.router = APIRouter(prefix=prefix, tags=[title])

    def query(self, path: str, needs: str, gives: Gives) -> Decorator:
        """A GET that honours Consistency-Token."""
        return self._route("GET", path, Declared(needs, reads=True), gives)

    def listing(self, path: str, needs: str, of: str, gives: Gives) -> Decorator:
        """A GET of the list `of`, whose filters are its query parameters."""
        return self._route("GET", path, Declared(needs, reads=True, lists=of), gives)

    def command(self, method: str, path: str, needs: str, gives: Gives) -> Decorator:
        """What goes to the desk: Idempotency-Key and If-Match are honoured."""
        return self._route(method, path, Declared(needs, decides=True), gives)

    def payment(self, method: str, path: str, needs: str, gives: Gives) -> Decorator:
        """A command that moves money: it must not come without an Idempotency-Key."""
        return self._route(method, path, Declared(needs, decides=True, needs_key=True), gives)

    def plain(self, method: str, path: str, needs: str, gives: Gives) -> Decorator:
        """Neither decided by the desk nor read from the read side: log-ins, keys, probes."""
        return self._route(method, path, Declared(needs), gives)

    def _route(self, method: str, path: str, declared: Declared, gives: Gives) -> Decorator:
        def add(endpoint: Endpoint) -> Endpoint:
            declare(endpoint, replace(declared, gives=gives))
            permission = PERMISSIONS.get(declared.needs)
            self.router.add_api_route(
                path,
                endpoint,
                methods=[method],
                status_code=gives.status,
                response_model=gives.model,
                summary=permission.sentence if permission else None,
                operation_id=_operation_id(endpoint),
                route_class_override=Operation,
            )
            return endpoint

        return add


def _operation_id(endpoint: Endpoint) -> str:
    """The function's name as generated clients will call it: unique, because modules differ in nouns."""
    name: Any = endpoint.__name__
    module = endpoint.__module__.rpartition(".")[2]
    return f"{module}.{name}"
