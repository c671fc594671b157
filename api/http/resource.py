"""How routes are declared: address, operation, models; the rest of a route's contract follows from these."""

from collections.abc import Callable
from dataclasses import replace

from api.http.operation import Declared, Endpoint, Gives, Operation

Decorator = Callable[[Endpoint], Endpoint]


class Resource:
    """The routes under one plural noun."""

    def __init__(self, prefix: str, title: str) -> None:
        self._prefix = prefix
        self._title = title
        self.operations: list[Operation] = []

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
            said = replace(declared, gives=gives)
            self.operations.append(
                Operation(method, self._prefix + path, endpoint, said, self._title)
            )
            return endpoint

        return add
