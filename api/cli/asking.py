"""What is asked of several commands in the same words, and commands that are asked many things."""

import dataclasses
import inspect
from collections.abc import Callable
from typing import Annotated, Any, TypeVar, get_type_hints

import typer

Asked = TypeVar("Asked")

Tenant = Annotated[
    str,
    typer.Option(
        envvar="DAYBOOK_TENANT",
        help="The tenant, by id or name; not needed while there is only one.",
        show_default=False,
    ),
]
Identifier = Annotated[str, typer.Argument(metavar="ID", help="The id of a document.")]


def asking(what: type[Asked]) -> Callable[[Callable[[Asked], None]], Callable[..., None]]:
    """Let a command take all that it is asked as one value: its fields become the options."""

    def make(command: Callable[[Asked], None]) -> Callable[..., None]:
        def asked(**given: object) -> None:
            command(what(**given))

        asked.__name__, asked.__doc__ = command.__name__, command.__doc__
        asked.__annotations__ = get_type_hints(what, include_extras=True)
        asked.__signature__ = _signature(what)  # type: ignore[attr-defined]
        return asked

    return make


def _signature(what: type[Any]) -> inspect.Signature:
    """That of the class, with the defaults that its factories make."""
    made = {
        field.name: field.default_factory()
        for field in dataclasses.fields(what)
        if field.default_factory is not dataclasses.MISSING
    }
    signature = inspect.signature(what)
    return signature.replace(
        parameters=[
            parameter.replace(default=made.get(name, parameter.default))
            for name, parameter in signature.parameters.items()
        ]
    )
