"""Payment runs, a fickle bank, its reports in any order, and policies that are told at any time."""

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from application.payments import payment_run as runs
from application.payments.bank_report import take_in
from application.payments.collecting import RunOrder
from application.payments.instructions import Level, PainVersion, StatusEntry, StatusReport
from application.ports.event_store import RecordedEvent
from domain.payments.payment.state import payment_of
from domain.payments.payment_run import commands as c
from domain.payments.references import end_to_end_id, message_id
from domain.shared.ids import PaymentRunId
from tests.machines.company import NOON, PlainFiles
from tests.machines.oracle.money import Word
from tests.machines.order_walk import TODAY, OrderWalk

STATUSES = {"accepted": "ACSC", "rejected": "RJCT", "pending": "PDNG"}
POLICIES = (
    "order-resumption",
    "billing-completion",
    "payment-scheduling",
    "payment-outcome",
    "bank-submission",
    "supplier-notices",
)
moods = st.sampled_from(("up", "up", "up", "down", "dies", "refuses"))
words = st.builds(
    Word, st.sampled_from(("accepted", "accepted", "rejected", "pending")), st.integers(0, 5)
)


class WalkOfMoney(OrderWalk):
    """What treasurers, the bank and the policies do."""

    @precondition(lambda walk: any(bill.pay.can_be_paid for bill in walk.oracle.bills))
    @rule(days=st.sampled_from((45, 45, 20, 5)))
    def propose(self, days: int) -> None:
        """A run takes up what is due."""
        on = TODAY + timedelta(days=days)
        candidates = tuple(payment_of(invoice) for invoice in self.invoices)
        order = RunOrder(on, None, candidates)
        foretold = self.oracle.propose(on)
        folded = self.ask("ann", runs.propose_run(order, PainVersion.V09, PlainFiles()), foretold)
        if folded is not None:
            self.runs.append(PaymentRunId(folded.stream_id))

    @precondition(lambda walk: walk.runs_that_are("Proposed"))
    @rule(by=st.sampled_from(("eve", "eve", "ann", "ben", "cleo")))
    def approve(self, by: str) -> None:
        """Somebody lets a run go to the bank."""
        self.approve_run(self.runs_that_are("Proposed")[-1], by)

    def approve_run(self, number: int, by: str) -> None:
        """Let a run go to the bank."""
        foretold = self.oracle.approve(number, by)
        self.ask(by, runs.approve_run(self.runs[number], c.Approve()), foretold)

    @precondition(lambda walk: walk.runs_that_are("Proposed", "Approved"))
    @rule()
    def cancel(self) -> None:
        """Somebody calls a run off."""
        self.cancel_run(self.runs_that_are("Proposed", "Approved")[0])

    def cancel_run(self, number: int) -> None:
        """Call a run off, or try to."""
        command = c.Cancel(reason="Not today.")
        foretold = self.oracle.cancel_run(number)
        self.ask("ann", runs.cancel_run(self.runs[number], command), foretold)

    @precondition(lambda walk: any(run.at_bank for run in walk.oracle.runs))
    @rule(data=st.data(), word=words, level=st.sampled_from((Level.GROUP, Level.TRANSACTION)))
    def hear(self, data: st.DataObject, word: Word, level: Level) -> None:
        """The bank says something of a run whose file it has, perhaps again, perhaps too late."""
        at_bank = [n for n, run in enumerate(self.oracle.runs) if run.at_bank]
        self.hear_of(data.draw(st.sampled_from(at_bank)), word, level)

    @precondition(lambda walk: any(run.said for run in walk.oracle.runs))
    @rule(data=st.data(), later=st.integers(1, 2))
    def change_its_mind(self, data: st.DataObject, later: int) -> None:
        """The bank gives back what it accepted, or makes what it rejected."""
        heard = [n for n, run in enumerate(self.oracle.runs) if run.said and run.at_bank]
        if heard:
            number = data.draw(st.sampled_from(heard))
            verdict, at = self.oracle.runs[number].said or ("", 0)
            other = "rejected" if verdict == "accepted" else "accepted"
            self.hear_of(number, Word(other, at + later))

    def hear_of(self, number: int, word: Word, level: Level = Level.GROUP) -> None:
        """Take a report in."""
        run = self.runs[number]
        entry = StatusEntry(
            level=level,
            status=STATUSES[word.verdict],
            end_to_end_id=end_to_end_id(run, 1) if level is Level.TRANSACTION else None,
            reason_text="The account is closed." if word.verdict == "rejected" else None,
        )
        self.take_in(entry, message_id(run), word)
        self.oracle.hear(number, word)

    @precondition(lambda walk: walk.runs)
    @rule(word=words)
    def hear_of_nothing(self, word: Word) -> None:
        """The bank speaks of a transfer that nobody asked for: kept for review, and without effect."""
        entry = StatusEntry(
            level=Level.TRANSACTION, status=STATUSES[word.verdict], end_to_end_id="UNKNOWN-1"
        )
        folded = self.take_in(entry, "0" * 32, word)
        assert folded.state.puzzling == 1

    def take_in(self, entry: StatusEntry, about: str, word: Word) -> Any:
        """The report of one entry; the same words at the same time are the same report."""
        report = StatusReport(
            message_id=f"{word.verdict}{word.at}",
            created_at=NOON + timedelta(minutes=word.at),
            original_message_id=about,
            entries=(entry,),
        )
        return self.ask("bank", take_in(report), None)

    def runs_that_are(self, *statuses: str) -> list[int]:
        """Where the oracle has them."""
        return [n for n, run in enumerate(self.oracle.runs) if run.status in statuses]

    @precondition(lambda walk: walk.runs)
    @rule(mood=moods)
    def mood(self, mood: str) -> None:
        """The bank changes its mood."""
        self.company.bank.mood = mood

    @rule(policy=st.sampled_from(POLICIES), events=st.integers(1, 4))
    def tell_some(self, policy: str, events: int) -> None:
        """A policy gets on with what it has not seen yet."""
        for recorded in self.company.news_for(policy, self.read[policy])[:events]:
            if not self._tell(policy, recorded):
                break

    @precondition(lambda walk: walk.read)
    @rule(policy=st.sampled_from(POLICIES))
    def tell_again(self, policy: str) -> None:
        """A policy is told once more what it has seen: nothing happens, except what it gave up."""
        seen = self.company.news_for(policy, 0)
        before = len(self.company.store.events)
        for recorded in [one for one in seen if one.position <= self.read[policy]][-3:]:
            assert self.company.tell(policy, recorded)
        assert len(self.company.store.events) == before

    @rule()
    def tell_all(self) -> None:
        """All policies catch up, as far as the bank lets them."""
        told = True
        while told:
            told = False
            for policy in POLICIES:
                news = self.company.news_for(policy, self.read[policy])
                told = bool(news and self._tell(policy, news[0])) or told

    def _tell(self, policy: str, recorded: RecordedEvent) -> bool:
        done = self.company.tell(policy, recorded)
        assert done is self._run_errand(policy, recorded)
        if done:
            self.read[policy] = recorded.position
        return done

    def _run_errand(self, policy: str, recorded: RecordedEvent) -> bool:
        """What the oracle makes of somebody being told to look after a document."""
        match policy:
            case "order-resumption":
                self.oracle.go_back()
            case "billing-completion":
                self.oracle.complete_billing()
            case "payment-scheduling":
                self.oracle.schedule(self.place_of[recorded.stream_id])
            case "payment-outcome" if recorded.stream_id == self.order_id:
                self.oracle.catch_up()
            case "payment-outcome":
                self.oracle.settle(self.place_of[recorded.stream_id])
            case "bank-submission":
                number = self.runs.index(PaymentRunId(recorded.stream_id))
                return self.oracle.hand_over(number, self.company.bank.mood)
        return True
