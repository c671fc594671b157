"""The routes by resource; each function only translates."""

from collections.abc import Sequence

from api.http.resource import Resource
from api.http.routes.auth import auth, keys
from api.http.routes.events import events
from api.http.routes.probes import probes
from api.http.routes.state_machines import state_machines
from api.http.routes.streams import streams


def every_resource() -> Sequence[Resource]:
    """All resources of the API, in the order in which the documentation shows them."""
    return (auth, events, streams, state_machines, keys, probes)
