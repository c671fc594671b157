"""The root of everything that a value object may refuse to be."""


class InvalidValue(ValueError):
    """A text or number does not name a value of this type.

    It is a ``ValueError`` so that pydantic turns it into a located problem of the request, and a
    class of its own so that a caller inside the domain can tell it from a programming error.
    """
