"""E-mail addresses, as far as their form can be judged without sending one."""

import re
from typing import ClassVar, final

from domain.shared.code_text import CodeText
from domain.shared.invalid_value import InvalidValue
from domain.shared.wire import JsonSchema

_LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_ATOM = "[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
_FORM = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@(?:{_LABEL}\.)+[a-z0-9-]{{2,63}}")


class InvalidEmailAddress(InvalidValue):
    """The text does not have the form of an e-mail address."""


@final
class EmailAddress(CodeText):
    """An address in lower case: no provider that matters tells cases apart, and log-ins must not."""

    __slots__ = ()
    schema: ClassVar[JsonSchema] = {
        "format": "email",
        "maxLength": 254,
        "examples": ["ann@example.com"],
    }

    @staticmethod
    def canonical(text: str) -> str:
        """In lower case; raises ``InvalidEmailAddress`` for anything without one name and one domain."""
        address = text.lower() if text.isascii() else ""
        local = address.partition("@")[0]
        if len(address) > 254 or len(local) > 64 or not _FORM.fullmatch(address):
            raise InvalidEmailAddress("must be an e-mail address like ann@example.com")
        return address
