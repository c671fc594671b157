"""How a route's function gets its arguments: its signature says everything, and nothing else is read."""

import inspect
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, TypeVar, get_args, get_origin, get_type_hints
from urllib.parse import parse_qsl

from fastapi import params
from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from api.http import strict_json
from api.http.exchange import Exchange
from api.http.failures import Fault, InvalidRequest, MalformedRequest
from api.http.headers import check_csv_body, check_json_body, check_xml_body
from api.http.reading import LONGEST_XML, Upload, read_body, refuse_body

M = TypeVar("M", bound=BaseModel)
Provider = Callable[[Exchange], Awaitable[Any]]

_MOST_FAULTS = 100
_MOST_PARAMETERS = 50
_NO_BODY = b"{}"


@dataclass(slots=True)
class Binding:
    """What a function wants: values of the path, the query, the body, the exchange, and from providers.

    A body is a model in JSON, or bytes that are XML and nobody has looked at, or a file that comes while
    the function runs.
    """

    path: dict[str, TypeAdapter[Any]] = field(default_factory=dict)
    query: tuple[str, type[BaseModel]] | None = None
    body: tuple[str, type[BaseModel]] | None = None
    xml: str | None = None
    upload: str | None = None
    exchange: str | None = None
    providers: dict[str, Provider] = field(default_factory=dict)
    any_query: bool = False

    @classmethod
    def of(cls, endpoint: Callable[..., Any], path_names: set[str]) -> "Binding":
        """Read the signature once; a parameter that nothing can fill is an error at start-up."""
        binding = cls()
        hints = get_type_hints(endpoint, include_extras=True)
        for name in inspect.signature(endpoint).parameters:
            binding._want(name, hints[name], name in path_names)
        missing = path_names - set(binding.path)
        assert not missing, f"{endpoint.__name__} does not take {missing} of its path"
        return binding

    @property
    def takes_body(self) -> bool:
        """Whether there has to be, or can be, a body."""
        return any(name is not None for name in (self.body, self.xml, self.upload))

    async def arguments(self, exchange: Exchange, values: Mapping[str, str]) -> dict[str, Any]:
        """The arguments of one call; raises `InvalidRequest` before anything was looked up."""
        found = self._of_path(values)
        self._of_query(exchange, found)
        if self.body is not None:
            name, model = self.body
            found[name] = validated(model, await self._json(exchange))
        elif self.xml is not None:
            check_xml_body(exchange)
            found[self.xml] = await read_body(exchange, LONGEST_XML)
        elif self.upload is not None:
            check_csv_body(exchange)
            found[self.upload] = Upload(exchange)
        else:
            refuse_body(exchange)
        if self.exchange is not None:
            found[self.exchange] = exchange
        for name, provider in self.providers.items():
            found[name] = await provider(exchange)
        return found

    def _want(self, name: str, hint: Any, in_path: bool) -> None:
        plain, extras = (
            (get_args(hint)[0], hint.__metadata__) if get_origin(hint) is Annotated else (hint, ())
        )
        provider = next((extra for extra in extras if isinstance(extra, params.Depends)), None)
        if in_path:
            self.path[name] = TypeAdapter(hint)
        elif provider is not None:
            assert provider.dependency is not None
            self.providers[name] = provider.dependency
        elif inspect.isclass(plain) and issubclass(plain, Exchange):
            self.exchange = name
        elif plain is Upload:
            self.upload = name
        elif any(isinstance(extra, params.Body) for extra in extras):
            assert plain is bytes, name
            self.xml = name
        elif any(isinstance(extra, params.Query) for extra in extras):
            self.query = (name, plain)
        else:
            assert inspect.isclass(plain), name
            assert issubclass(plain, BaseModel), name
            self.body = (name, plain)

    def _of_path(self, values: Mapping[str, str]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, adapter in self.path.items():
            try:
                found[name] = adapter.validate_python(values[name])
            except ValidationError as error:
                raise invalid(error, "path", (name,)) from None
        return found

    def _of_query(self, exchange: Exchange, found: dict[str, Any]) -> None:
        text: bytes = exchange.scope["query_string"]
        if self.any_query or (self.query is None and not text):
            return
        given = query_parameters(exchange)
        if self.query is None:
            raise unknown_parameters(given)
        name, model = self.query
        try:
            found[name] = model.model_validate(given, by_alias=True, by_name=False)
        except ValidationError as error:
            raise invalid(error, "query") from None

    async def _json(self, exchange: Exchange) -> bytes:
        body = await read_body(exchange)
        if not body:
            return _NO_BODY
        check_json_body(exchange)
        strict_json.check(body)
        return body


def validated(model: type[M], body: bytes) -> M:
    """The model of a JSON body, strictly: no text for a number, no snake_case; raises `InvalidRequest`."""
    try:
        return model.model_validate_json(body, strict=True, by_alias=True, by_name=False)
    except ValidationError as error:
        raise invalid(error, "body") from None


def query_parameters(exchange: Exchange) -> dict[str, str]:
    """The query as names and values, each name once.

    Raises `MalformedRequest` for what is no text, `InvalidRequest` for a repeated name.
    """
    text: bytes = exchange.scope["query_string"]
    if not text:
        return {}
    try:
        pairs = parse_qsl(
            text.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=_MOST_PARAMETERS,
        )
    except ValueError:
        raise MalformedRequest("the query is not percent-encoded UTF-8") from None
    given = dict(pairs)
    names = [name for name, _ in pairs]
    faults = [
        Fault(f"/{strict_json.escape(name)}", "came more than once", "query")
        for name in given
        if len(given) != len(pairs) and names.count(name) > 1
    ]
    faults += [
        Fault(f"/{strict_json.escape(name)}", "must not hold control characters", "query")
        for name, value in given.items()
        if strict_json.finds_control(name + value)
    ]
    if faults:
        raise InvalidRequest(faults)
    return given


def unknown_parameters(names: Mapping[str, str]) -> InvalidRequest:
    """The failure that answers parameters nobody asked for."""
    return InvalidRequest(
        [
            Fault(f"/{strict_json.escape(name)}", "is not a parameter here", "query")
            for name in names
        ]
    )


def invalid(error: ValidationError, part: str, prefix: tuple[str, ...] = ()) -> InvalidRequest:
    """Pydantic's findings as faults with JSON Pointers; what the caller sent is not repeated."""
    found = error.errors(include_url=False, include_input=False, include_context=False)
    return InvalidRequest([_fault(one, part, prefix) for one in found[:_MOST_FAULTS]])


def _fault(found: ErrorDetails, part: str, prefix: tuple[str, ...]) -> Fault:
    place = (*prefix, *found["loc"])
    pointer = "".join(f"/{strict_json.escape(str(step))}" for step in place)
    return Fault(pointer, found["msg"].removeprefix("Value error, "), part)
