"""How people get in: the use cases of log-ins and accounts over their adapters."""

from dataclasses import dataclass, replace

from api.bootstrap.storage import Storage
from application.access_record import AccessRecord
from application.desk import Desk
from application.identity.correspondence import Correspondence, Desks
from application.identity.login import Gate, Login
from application.identity.registration import Doors, Registration
from application.identity.self_service import Counter, SelfService
from application.identity.throttle import PACES, Paces, Throttle
from application.ports.identifiers import Identifiers
from application.ports.passwords import Passwords
from infrastructure.identity.attempts import PostgresAttempts
from infrastructure.identity.credentials import PostgresCredentials
from infrastructure.identity.mail_tokens import PostgresMailTokens
from infrastructure.mail.chosen import mail_of
from infrastructure.mail.letters import PostgresLetters
from infrastructure.mail.post_office import PostOffice
from infrastructure.security.key_set import KeySet
from infrastructure.security.tokens import JwtTokens
from infrastructure.settings import Settings


@dataclass(frozen=True, slots=True)
class People:
    """What people who come and go are met by."""

    tokens: JwtTokens
    record: AccessRecord
    login: Login
    registration: Registration
    self_service: SelfService
    post_office: PostOffice


@dataclass(frozen=True, slots=True)
class Foundations:
    """What the use cases of people stand on."""

    settings: Settings
    storage: Storage
    desk: Desk
    identifiers: Identifiers
    passwords: Passwords


def people(on: Foundations) -> People:
    """The use cases; the post office and the record of access have yet to be run."""
    pool, states, sessions = on.storage.pool, on.storage.states, on.storage.sessions
    credentials, mail_tokens = PostgresCredentials(pool), PostgresMailTokens(pool)
    throttle = Throttle(PostgresAttempts(pool), sessions, paces(on.settings))
    record = AccessRecord(on.storage.store, states, on.storage.clock, on.identifiers)
    tokens = JwtTokens(KeySet.in_folder(on.settings.key_folder))

    def queued() -> None:
        post_office.queued()

    letters = PostgresLetters(pool, queued)
    registration = Registration(
        Doors(on.desk, states, credentials, on.passwords, sessions, on.identifiers, letters, record)
    )
    link = on.settings.app_url or ""
    writer = Correspondence(Desks(mail_tokens, credentials, states, registration, throttle, link))
    post_office = PostOffice(letters, mail_of(on.settings), writer.written)
    return People(
        tokens=tokens,
        record=record,
        login=Login(Gate(credentials, on.passwords, sessions, tokens, states, throttle, record)),
        registration=registration,
        self_service=SelfService(
            Counter(
                on.desk,
                states,
                credentials,
                on.passwords,
                sessions,
                throttle,
                letters,
                mail_tokens,
                record,
            )
        ),
        post_office=post_office,
    )


def paces(settings: Settings) -> Paces:
    """How often what may be tried, with the limits that the settings state."""
    return replace(
        PACES,
        account=replace(PACES.account, free=settings.account_failed_log_ins),
        network=replace(PACES.network, free=settings.address_failed_log_ins),
        requests=replace(PACES.requests, free=settings.address_mail_requests),
    )
