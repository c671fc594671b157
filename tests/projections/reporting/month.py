"""A month of a small company, made by a seed: who does something, when, and to what."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Any

from pydantic import ValidationError

from application.failures import Failure
from application.identity.branch import open_branch
from application.ports.event_store import RecordedEvent
from domain.identity.branch.commands import Open as OpenBranch
from domain.shared.ids import (
    BranchId,
    SupplierId,
)
from domain.shared.payment_terms import PaymentTerms
from domain.shared.refusal import Refused
from tests.machines.company import Company, IndexedEventStore
from tests.machines.one_order import USERS
from tests.properties.company_chapters import _opened
from tests.properties.small_company import SmallCompany, all_policies

Act = Callable[["RandomMonth"], None]


@cache
def _furnished() -> tuple[IndexedEventStore, dict[str, str]]:
    """The company on its first morning, with two branches."""
    store, at = _opened()
    company, made = Company(store.copy(), all_policies), dict(at)
    for name in ("north", "south"):
        folded = company.do(
            USERS["eve"], open_branch(OpenBranch(name=name.title(), code=name.upper()))
        ).folded
        assert folded is not None
        made[name] = folded.stream_id
    company.close()
    return company.store, made


class RandomMonth:
    """Whatever a seed makes of a month; what the rules refuse does not happen."""

    def __init__(self, seed: int) -> None:
        store, at = _furnished()
        self.random = Random(seed)
        self.here = SmallCompany(Company(store.copy(), all_policies), dict(at))
        self.made: dict[str, list[str]] = defaultdict(list)
        self.read = dict.fromkeys(self.here.company.policies, 0)

    @property
    def events(self) -> list[RecordedEvent]:
        """The whole log."""
        return self.here.company.store.events

    def live(self, acts: Sequence[Act], attempts: int) -> "RandomMonth":
        """So many attempts to do something, and policies that follow each."""
        for _ in range(attempts):
            act = self.random.choice(acts)
            self.pass_time()
            with suppress(Refused, Failure, ValidationError):
                act(self)
            self.tell_policies()
        self.here.company.close()
        return self

    def pass_time(self) -> None:
        """Some hours go by, or some days."""
        hours = self.random.choice((0, 1, 5, 24, 24, 96, 200))
        clock = self.here.company.clock
        clock.at += timedelta(hours=hours, seconds=self.random.randrange(3600))

    def tell_policies(self) -> None:
        """Everybody who follows the log has seen all of it."""
        company, told = self.here.company, True
        while told:
            told = False
            for policy in company.policies:
                for recorded in company.news_for(policy, self.read[policy]):
                    company.tell(policy, recorded)
                    self.read[policy], told = recorded.position, True

    @property
    def today(self) -> date:
        """The day of the clock."""
        return self.here.company.clock.at.date()

    def do(self, by: str, task: Any, kind: str = "") -> str:
        """Somebody does something; the id of what it was about."""
        folded = self.here.company.do(USERS[by], task).folded
        assert folded is not None
        if kind:
            self.made[kind].append(folded.stream_id)
        return str(folded.stream_id)

    def one(self, kind: str) -> str:
        """One of the documents of a kind; raises Failure when there is none."""
        if not self.made[kind]:
            raise Failure("there is none")
        return self.random.choice(self.made[kind])

    def chance(self, share: float) -> bool:
        """True so often."""
        return self.random.random() < share

    def branch(self) -> BranchId | None:
        """One of the branches, or none."""
        name = self.random.choice(("north", "south", ""))
        return BranchId(self.here.at[name]) if name else None

    def terms(self) -> PaymentTerms | None:
        """Those of the supplier, or others."""
        chosen = self.random.choice((None, "NET30", "2/10 NET30", "3/5 NET14"))
        return PaymentTerms(chosen) if chosen else None

    def supplier(self) -> SupplierId:
        """Somebody to buy from."""
        return SupplierId(self.here.at[self.random.choice(("acme", "globex"))])
