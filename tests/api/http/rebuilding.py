"""Rebuilds by the process of the house itself, while it serves."""

from collections.abc import Sequence

from api.bootstrap import Daybook
from api.bootstrap.following import list_names
from api.bootstrap.rebuilding import Rebuild, Rebuilt, next_projections, wish
from infrastructure.rebuilding.rebuild import Source
from tests.api.http.house import PATIENCE, House
from tests.infrastructure.rebuilding.making import Watched


def rebuilt(
    house: House,
    names: Sequence[str] = (),
    *,
    accept: bool = False,
    patience: float = PATIENCE,
) -> list[Rebuilt]:
    """What comes of rebuilding projections of the house, or all of them."""

    async def run(daybook: Daybook) -> list[Rebuilt]:
        storage = daybook.storage
        source = Source(storage.pool, storage.registry, house.database.owner_dsn)
        chosen = [
            each for each in next_projections(daybook) if each.name in (names or list_names())
        ]
        return await Rebuild(source, chosen, wish(accept=accept), Watched()).run()

    return house.inside(run, patience)
