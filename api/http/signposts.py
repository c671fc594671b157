"""From a path to its operation: one look-up per segment, however many routes there are."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from api.http.exchange import Exchange
from api.http.failures import MethodNotAllowed, RouteNotFound
from api.http.operation import Operation


@dataclass(slots=True)
class _Junction:
    named: dict[str, "_Junction"] = field(default_factory=dict)
    any_value: "_Junction | None" = None
    operations: dict[str, Operation] = field(default_factory=dict)


class Signposts:
    """All operations by path; a literal segment goes before a parameter."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        self._root = _Junction()
        for operation in operations:
            self._add(operation)

    def find(self, exchange: Exchange) -> tuple[Operation, dict[str, str]]:
        """The operation and the values of its path; raises `RouteNotFound` or `MethodNotAllowed`."""
        segments = exchange.scope["path"].split("/")
        values: list[str] = []
        junction = self._root
        for segment in segments[1:]:
            following = junction.named.get(segment)
            if following is None:
                following = junction.any_value
                if following is None or not segment:
                    raise RouteNotFound("there is nothing at this address")
                values.append(segment)
            junction = following
        operation = junction.operations.get(exchange.scope["method"])
        if operation is None:
            raise self._no_operation(exchange, junction)
        return operation, dict(zip(operation.parameters, values, strict=True))

    def _add(self, operation: Operation) -> None:
        junction = self._root
        for segment in operation.path.split("/")[1:]:
            if segment.startswith("{"):
                junction.any_value = junction.any_value or _Junction()
                junction = junction.any_value
            else:
                junction = junction.named.setdefault(segment, _Junction())
        method = operation.method
        assert method not in junction.operations, f"two routes for {method} {operation.path}"
        junction.operations[method] = operation

    def _no_operation(self, exchange: Exchange, junction: _Junction) -> Exception:
        if not junction.operations:
            return RouteNotFound("there is nothing at this address")
        methods = set(junction.operations)
        if "GET" in methods:
            methods.add("HEAD")
        return MethodNotAllowed(exchange.scope["method"], sorted(methods))
