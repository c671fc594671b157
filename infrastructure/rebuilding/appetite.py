"""How many events a process that makes rows anew takes at once."""

EVENTS_AT_ONCE = 8192
FIRST_EVENTS = 512
CHARACTERS_AT_ONCE = 16 * 1024 * 1024
"""Of JSON, which takes some ten times as much memory as events; an event of an invoice may have a million."""


class Appetite:
    """Begins with few, and takes twice as many each time, as long as they are not too big."""

    def __init__(self) -> None:
        self._limit = FIRST_EVENTS

    @property
    def events(self) -> int:
        """So many events are read next."""
        return min(self._limit, EVENTS_AT_ONCE)

    def after(self, characters: int) -> None:
        """So much JSON did the last ones have."""
        if characters:
            bearable = self.events * CHARACTERS_AT_ONCE // characters
            self._limit = max(min(2 * self.events, bearable), 1)
