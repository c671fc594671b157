"""Documents for tests: what the stories of the domain look like once they are stored."""

from datetime import timedelta
from typing import TypeVar

from application.ports.states import Folded
from domain.shared.ids import Id
from domain.shared.machine import HasStatus
from tests.given_when_then import NOON, Outcome

S = TypeVar("S", bound=HasStatus)


def folded(outcome: Outcome[S], document: Id) -> Folded[S]:
    """The document that a story is about, an hour after it began."""
    version = len(outcome.story.events)
    return Folded(document, outcome.state, version, NOON, NOON + timedelta(hours=1))
