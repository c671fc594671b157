"""Stock keeping units: the code by which buyer, supplier and warehouse name the same article."""

import re
from typing import ClassVar, final

from domain.shared.code_text import CodeText
from domain.shared.invalid_value import InvalidValue
from domain.shared.wire import JsonSchema

_PATTERN = "[A-Z0-9][A-Z0-9._-]{1,63}"
_matches = re.compile(_PATTERN).fullmatch


class InvalidSku(InvalidValue):
    """The text is not a SKU code."""


@final
class SkuCode(CodeText):
    """2 to 64 of A-Z, 0-9, dot, underscore and hyphen, beginning with a letter or a digit.

    Lower case is refused rather than folded: a code is what is printed on the box.
    """

    __slots__ = ()
    schema: ClassVar[JsonSchema] = {"pattern": f"^{_PATTERN}$", "examples": ["BOLT-M8.40"]}

    @staticmethod
    def canonical(text: str) -> str:
        """The code itself; raises ``InvalidSku`` for any other text."""
        if _matches(text) is None:
            raise InvalidSku(
                "must be 2 to 64 characters of A-Z, 0-9, '.', '_' and '-', "
                "beginning with a letter or a digit"
            )
        return text
