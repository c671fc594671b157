"""From a parsed command to the desk and back to an answer."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Depends

from api.http import idempotency
from api.http.advice import splice
from api.http.answer import Answer
from api.http.documents import DocumentKind
from api.http.exchange import Exchange
from api.http.headers import if_match
from api.http.idempotency import Told
from api.http.problems import problem_body, status_of
from api.http.withholding import shown
from application.desk import Task
from application.failures import Failure
from application.ports.states import Folded
from application.request import Request
from application.work import Work

Tell = Callable[[Folded[Any]], Told]
ProblemOf = Callable[[Folded[Any]], Failure | None]
"""What is wrong with a document that was stored all the same; None when nothing is."""


def _nothing(_: Folded[Any]) -> None:
    return None


class Commanding:
    """Carries out one command for its caller."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self.services = exchange.services
        caller = exchange.known_caller()
        self.request = Request(
            tenant=caller.tenant,
            actor=caller.user,
            roles=caller.roles,
            once=idempotency.once(exchange),
            if_match=if_match(exchange),
            trace=exchange.trace(),
            reach=exchange.reach,
            network=exchange.network(),
        )

    async def create(self, kind: DocumentKind, task: Task) -> Answer:
        """201 with the new document and where it is."""
        return await self._document(kind, task, 201)

    async def create_once(self, kind: DocumentKind, task: Task) -> Answer:
        """201 with the new document, or 200 with the one that is there already and stays as it is."""
        return await self._document(kind, task, None)

    async def change(self, kind: DocumentKind, task: Task) -> Answer:
        """200 with the document as it is now."""
        return await self._document(kind, task, 200)

    async def create_or_refuse(
        self, kind: DocumentKind, task: Task, problem_of: ProblemOf
    ) -> Answer:
        """201 with the new document; where something is wrong with it, it is stored and that is told."""
        return await self._document(kind, task, 201, problem_of)

    async def change_or_refuse(
        self, kind: DocumentKind, task: Task, problem_of: ProblemOf
    ) -> Answer:
        """200 with the document; where something is wrong with it, that is stored and told."""
        return await self._document(kind, task, 200, problem_of)

    async def tell(self, task: Task, tell: Tell) -> Answer:
        """An answer of its own kind."""
        done = await self.services.desk.carry_out(
            self.request, task, lambda folded: tell(folded).pack()
        )
        return idempotency.answer(done)

    async def _document(
        self, kind: DocumentKind, task: Task, status: int | None, problem_of: ProblemOf = _nothing
    ) -> Answer:
        allowed, told = b"[]", status or 0

        async def advised(work: Work) -> Folded[Any]:
            nonlocal allowed, told
            folded = await task(work)
            told = status or (201 if work.changed() else 200)
            allowed = await self.services.advice.after(work, kind, folded)
            return folded

        def tell(folded: Folded[Any]) -> Told:
            location = kind.address(folded.stream_id) if told == 201 else ""
            wrong = problem_of(folded)
            if wrong is not None:
                return self._problem(folded, location, wrong)
            body = splice(shown(self.request.reach, kind.collection, kind.render(folded)), allowed)
            return Told(told, folded.version, location, body)

        return await self.tell(advised, tell)

    def _problem(self, folded: Folded[Any], location: str, wrong: Failure) -> Told:
        """What is wrong, with the version and address of the document that it is about."""
        status = status_of(type(wrong))
        assert status is not None, f"{wrong.name} has no status"
        return Told(status, folded.version, location, problem_body(self._exchange, wrong))


async def commanding(exchange: Exchange) -> Commanding:
    """The caller's way to the desk."""
    return Commanding(exchange)


Commander = Annotated[Commanding, Depends(commanding)]
