"""Everything the HTTP side is given to work with; `api.bootstrap` makes it."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from api.http.advice import Advice
from api.http.browsers import Browsers
from api.http.documents import DocumentKinds
from api.http.event_access import EventAccess
from api.http.exports import Exports
from api.http.kept_pages import KeptPages
from api.http.metrics import Metrics
from api.http.proofs import Proofs
from api.http.rate_limit import RateLimit
from api.http.ready_documents import ReadyDocuments
from application.access_record import AccessRecord
from application.desk import Desk
from application.identity.importing.intake import UserImportIntake
from application.identity.key_issuing import KeyIssuing
from application.identity.login import Login
from application.identity.recognition import Recognition
from application.identity.registration import Registration
from application.identity.self_service import SelfService
from application.payments.instructions import PainVersion
from application.ports.api_keys import ApiKeys
from application.ports.clock import Clock
from application.ports.due_payments import DuePayments
from application.ports.eraser import Eraser
from application.ports.event_store import EventStore
from application.ports.identifiers import Identifiers
from application.ports.job_reports import JobReports
from application.ports.live_log import LiveLog
from application.ports.payment_files import PaymentFiles
from application.ports.personal_records import PersonalRecords
from application.ports.read_models import ReadModels
from application.ports.sessions import Sessions
from application.ports.states import States
from application.ports.status_reports import StatusReports
from application.ports.tokens import Tokens
from application.reporting.reporting import Reporting
from domain.shared.ids import UserId


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that has to be right before requests should come, and what is wrong with it if it is not.

    What is wrong with one that never `stops_requests` is only told.
    """

    name: str
    problem: str | None = None
    stops_requests: bool = True


@dataclass(frozen=True, slots=True)
class Services:
    """The ports and use cases behind the routes."""

    desk: Desk
    store: EventStore
    states: States
    clock: Clock
    identifiers: Identifiers
    read_models: ReadModels
    reporting: Reporting
    exports: Exports
    live_log: LiveLog
    tokens: Tokens
    recognition: Recognition
    api_keys: ApiKeys
    key_issuing: KeyIssuing
    login: Login
    access_record: AccessRecord
    registration: Registration
    self_service: SelfService
    sessions: Sessions
    user_imports: UserImportIntake
    job_reports: JobReports
    wake_worker: Callable[[], None]
    proofs: Proofs
    due_payments: DuePayments
    eraser: Eraser
    personal_records: PersonalRecords
    payment_files: PaymentFiles
    status_reports: StatusReports
    pain_version: PainVersion
    kinds: DocumentKinds
    event_access: EventAccess
    advice: Advice
    ready: ReadyDocuments
    pages: KeptPages
    rate_limit: RateLimit
    browsers: Browsers
    most_under_way: int
    """Requests that one process works on at a time; streams that are under way are not counted."""
    metrics: Metrics
    readers: Counter[UserId]
    closing: asyncio.Event
    refresh_figures: Callable[[], Awaitable[None]]
    openapi: Callable[[], bytes]
    unreachable: tuple[type[Exception], ...]
    readiness: Callable[[], Awaitable[Sequence[Check]]]
