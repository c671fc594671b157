"""The HTTP side of a process: what the routes are given, and what is ready to serve."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Any

import orjson

from api.bootstrap.example_rows import example_rows
from api.bootstrap.exporting import table_snapshots
from api.bootstrap.figures import Figures, Memory
from api.bootstrap.following import shapes, subscriber_names
from api.bootstrap.process import Daybook, rates
from api.http.advice import Advice
from api.http.app import describe, front_door
from api.http.browsers import Browsers
from api.http.event_access import EventAccess
from api.http.exports import Exports
from api.http.front_door import FrontDoor
from api.http.kept_pages import KeptPages
from api.http.kinds import KINDS
from api.http.metrics import Metrics
from api.http.openapi import Lists
from api.http.rate_limit import RateLimit
from api.http.server import Neighbourhood, Server
from api.http.services import Check, Services
from application.payments.instructions import PainVersion
from infrastructure.bank.pain_001 import PainFiles
from infrastructure.bank.pain_002 import PainReports
from infrastructure.event_store.follower_status import FollowedSubscribers
from infrastructure.fault import Fault
from infrastructure.postgres.migrate import plan
from infrastructure.postgres.unreachable import UNREACHABLE
from projections.payments.due_amounts import PostgresDuePayments

LONGEST_LAG_SECONDS = 10.0


def services(daybook: Daybook) -> Services:
    """The ports and use cases behind the routes."""
    storage, metrics, pages = daybook.storage, Metrics(), KeptPages()
    storage.sweep.over(pages.forget_tenant, lambda _: daybook.tokens.forget())
    storage.sweep.over_lists(pages.forget)
    return Services(
        desk=daybook.desk,
        store=storage.store,
        states=storage.states,
        clock=storage.clock,
        identifiers=daybook.identifiers,
        read_models=daybook.read_side.read_models,
        reporting=daybook.read_side.reporting,
        exports=Exports(table_snapshots(storage)),
        live_log=storage.live_log,
        tokens=daybook.tokens,
        recognition=daybook.machines.recognition(daybook.tokens, storage.presence),
        api_keys=daybook.machines.api_keys,
        key_issuing=daybook.machines.key_issuing,
        login=daybook.login,
        access_record=daybook.access_record,
        registration=daybook.registration,
        self_service=daybook.self_service,
        sessions=storage.sessions,
        user_imports=daybook.long_work.user_imports,
        job_reports=daybook.long_work.reports,
        wake_worker=daybook.long_work.worker.wake,
        proofs=daybook.sealing.proofs(),
        due_payments=PostgresDuePayments(storage.pool, storage.progress, storage.store),
        eraser=daybook.read_side.eraser,
        personal_records=daybook.read_side.personal_records,
        payment_files=PainFiles(),
        status_reports=PainReports(),
        pain_version=PainVersion(f"pain.001.001.{daybook.settings.pain_version}"),
        kinds=KINDS,
        event_access=EventAccess(KINDS),
        advice=Advice(storage.states, daybook.identifiers),
        ready=storage.ready,
        pages=pages,
        rate_limit=RateLimit(rates(daybook.settings)),
        browsers=Browsers(daybook.settings.cors_origins),
        most_under_way=daybook.settings.concurrent_requests,
        metrics=metrics,
        readers=Counter(),
        closing=daybook.closing,
        readiness=Readiness(daybook).checks,
        refresh_figures=_figures(daybook, metrics, pages).refresh,
        openapi=_openapi_bytes,
        unreachable=UNREACHABLE,
    )


def _figures(daybook: Daybook, metrics: Metrics, pages: KeptPages) -> Figures:
    storage = daybook.storage
    memories: dict[str, Memory] = {
        "states": storage.states,
        "documents": storage.ready,
        "pages": pages,
    }
    return Figures(daybook, metrics, memories)


def http_application(daybook: Daybook) -> FrontDoor:
    """The ASGI application of a process."""
    return front_door(services(daybook))


def http_server(daybook: Daybook) -> Server:
    """The server of a process; `listening` gives it a socket."""
    settings = daybook.settings
    around = Neighbourhood(settings.trusted_proxies, settings.connections_per_address)
    return Server(http_application(daybook), daybook.closing, around)


def openapi_document() -> dict[str, Any]:
    """The OpenAPI document; needs no database."""
    return describe(Lists(shapes(), example_rows()))


@cache
def _openapi_bytes() -> bytes:
    return orjson.dumps(openapi_document())


class Readiness:
    """Whether requests should come: database, schema, and how far those who follow the log are behind."""

    def __init__(self, daybook: Daybook) -> None:
        self._dsn = daybook.storage.dsn
        self._subscribers = FollowedSubscribers(daybook.storage.pool, subscriber_names())
        self._vigil = daybook.sealing.vigil
        self._at_head = False

    async def checks(self) -> Sequence[Check]:
        """Each part with what is wrong with it."""
        schema = await self._schema()
        if schema.problem:
            return [schema]
        return [schema, *await self._followers()]

    async def _schema(self) -> Check:
        """The schema cannot go back, so it is looked at until it was right once."""
        if not self._at_head:
            try:
                self._at_head = (await asyncio.to_thread(plan, self._dsn)).at_head
            except Fault as fault:
                return Check("database", fault.sentence)
            if not self._at_head:
                return Check("migrations", "some are not applied yet")
        return Check("migrations")

    async def _followers(self) -> Sequence[Check]:
        try:
            statuses = await self._subscribers.status()
            sealing = await self._vigil.problem()
        except UNREACHABLE:
            return [Check("database", "does not answer")]
        return [
            Check("database"),
            *(
                Check(status.name, _problem(bool(status.stops), status.lag_seconds))
                for status in statuses
            ),
            Check("sealing", sealing, stops_requests=False),
        ]


def _problem(stopped: bool, lag_seconds: float) -> str | None:
    if stopped:
        return "stopped at an event that it cannot take"
    if lag_seconds > LONGEST_LAG_SECONDS:
        return f"{lag_seconds:.0f} seconds behind"
    return None
