"""Those who follow the log: projections and reactions, and the lists that the projections keep."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from api.bootstrap.storage import Storage
from application.communication.policies import ApproverNotices, SupplierNotices
from application.desk import Desk
from application.invoicing.policies import BillingCompletion
from application.murabaha.policies import MurabahaActivation, MurabahaEnding, MurabahaOutcome
from application.payments.policies import BankSubmission, PaymentOutcome, PaymentScheduling
from application.policy_reactor import PolicyReactor
from application.ports.bank import Bank
from application.ports.identifiers import Identifiers
from application.ports.mail import Mail
from application.ports.projection import Projection
from application.ports.reactor import Reactor
from application.ports.read_models import ListShape
from application.privacy.policies import ErasureExecution
from application.purchasing.policies import OrderResumption, RequisitionRouting
from application.reaction import Policy
from application.reporting.reporting import Reporting
from infrastructure.bank.pain_001 import PainFiles
from infrastructure.event_store.follower import Follower, Sources
from infrastructure.jobs.erasing import WaitingFiles
from infrastructure.privacy.eraser import PostgresEraser
from projections.catalogue import DOCUMENTS, LISTS, all_projections
from projections.folds import Folds
from projections.privacy.personal_data import PersonalDataProjection
from projections.privacy.records import PostgresPersonalRecords
from projections.purchasing import approval_inbox
from projections.purchasing.approval_inbox import ApprovalInbox, ApprovalInboxProjection
from projections.purchasing.approvers import PostgresApprovers
from projections.purchasing.requisitions import PostgresUnroutedRequisitions
from projections.read_models import PostgresReadModels
from projections.reporting.facts import ReportingFactsProjection
from projections.reporting.reports import PostgresReports


@dataclass(frozen=True, slots=True)
class ReadSide:
    """The lists of a process, and whoever keeps them and reacts; `outside` are reactors that ask others."""

    storage: Storage
    read_models: PostgresReadModels
    reporting: Reporting
    projections: tuple[Projection, ...]
    reactors: tuple[Reactor, ...]
    eraser: PostgresEraser
    personal_records: PostgresPersonalRecords
    erasing: Reactor
    outside: tuple[Reactor, ...] = ()

    @property
    def subscriber_names(self) -> tuple[str, ...]:
        """Everybody who follows, by the name of their checkpoints."""
        return (*subscriber_names(), *(each.name for each in self.outside))

    @asynccontextmanager
    async def following(self, projections: bool, reactions: bool) -> AsyncIterator[None]:
        """Follow until the end of the block; another process may lead meanwhile, or after."""
        storage = self.storage
        follower = Follower(
            Sources(storage.dsn, storage.registry, storage.heads, storage.progress),
            self.projections if projections else (),
            self.reactors if reactions else (),
            self.outside if reactions else (),
        )
        if not projections and not reactions:
            yield
            return
        async with follower.following():
            yield


@dataclass(frozen=True, slots=True)
class Partners:
    """Who is outside: who carries mails away, and the bank, if there is one."""

    mail: Mail
    bank: Bank | None


def read_side(
    storage: Storage, desk: Desk, identifiers: Identifiers, partners: Partners
) -> ReadSide:
    """The read side over the storage; reactions are carried out at the desk.

    Without a bank nobody asks for one: runs that are approved are handed over as soon as there is.
    """
    pool, progress = storage.pool, storage.progress
    folds = Folds(storage.states)
    storage.sweep.over(folds.forget)
    eraser = PostgresEraser(pool, storage.keys, partners.mail, WaitingFiles(pool))
    records = PostgresPersonalRecords(pool, progress, storage.store, list_names())
    erasing = PolicyReactor(ErasureExecution(eraser, records), desk)
    inbox = ApprovalInbox(storage.states, storage.clock, identifiers)
    routing = RequisitionRouting(
        PostgresApprovers(pool, progress), PostgresUnroutedRequisitions(pool, progress)
    )
    return ReadSide(
        storage=storage,
        read_models=PostgresReadModels(pool, progress, DOCUMENTS, (inbox.listing, *LISTS)),
        reporting=Reporting(
            PostgresReports(pool, progress), storage.store, storage.states, storage.clock
        ),
        projections=all_projections(storage.store, folds, storage.sweep.forget),
        reactors=(
            *(PolicyReactor(policy, desk) for policy in (*_policies(storage), routing)),
            erasing,
        ),
        erasing=erasing,
        eraser=eraser,
        personal_records=records,
        outside=_outside(partners, desk),
    )


def _outside(partners: Partners, desk: Desk) -> tuple[Reactor, ...]:
    """Reactors that ask others."""
    if partners.bank is None:
        return ()
    return (PolicyReactor(BankSubmission(partners.bank, PainFiles()), desk),)


def _policies(storage: Storage) -> Sequence[Policy]:
    """The policies that ask no read side."""
    return (
        OrderResumption(),
        BillingCompletion(),
        PaymentScheduling(),
        PaymentOutcome(),
        ApproverNotices(),
        SupplierNotices(storage.store),
        MurabahaActivation(),
        MurabahaOutcome(),
        MurabahaEnding(),
    )


_POLICIES = (
    RequisitionRouting,
    OrderResumption,
    BillingCompletion,
    PaymentScheduling,
    PaymentOutcome,
    ApproverNotices,
    SupplierNotices,
    MurabahaActivation,
    MurabahaOutcome,
    MurabahaEnding,
    ErasureExecution,
)


def shapes() -> Mapping[str, ListShape]:
    """What every list can be asked, by its name; needs no database."""
    listed = (*(model.shape for model in DOCUMENTS), *(each.shape for each in LISTS))
    known = (*listed, approval_inbox.SHAPE)
    return {shape.name: shape for shape in known}


def subscriber_names() -> tuple[str, ...]:
    """Everybody who follows the log, by the name of their checkpoints; needs no database."""
    return (*list_names(), *(policy.name for policy in _POLICIES))


def list_names() -> tuple[str, ...]:
    """Those of them that keep something readable; needs no database."""
    documents = (model.name for model in DOCUMENTS)
    lists = (each.subscriber for each in LISTS)
    return (
        *documents,
        *lists,
        ApprovalInboxProjection.name,
        PersonalDataProjection.name,
        ReportingFactsProjection.name,
    )
