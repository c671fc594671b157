"""Named predicates: one fact each, and the name of the one that fails is the refusal."""

import inspect
from collections.abc import Callable, Mapping
from typing import Any

from domain.shared.refusal import Refused

Predicate = Callable[..., bool]
Facts = Callable[..., Mapping[str, Any]]


class Rule:
    """A predicate over any of `state`, `command`, `context`, with the refusal that it raises when false.

    `conflicts` names the conflicts of duties that it prevents, if that is what it is for.

    The predicate names just the parameters it needs; one that does not need `command` can also be asked
    beforehand, which is how a document says which commands are open to its reader.
    """

    __slots__ = ("_facts", "_predicate", "conflicts", "name", "parameters", "refusal", "sentence")

    def __init__(
        self,
        predicate: Predicate,
        refusal: type[Refused],
        facts: Facts | None,
        conflicts: tuple[str, ...] = (),
    ) -> None:
        self.name = predicate.__name__
        self.sentence = inspect.cleandoc(predicate.__doc__ or "").split("\n")[0]
        assert self.sentence, f"rule {self.name} has no sentence"
        self.refusal = refusal
        self.conflicts = conflicts
        self.parameters = tuple(inspect.signature(predicate).parameters)
        assert set(self.parameters) <= {"state", "command", "context"}, self.name
        self._predicate = predicate
        self._facts = facts

    @property
    def needs_command(self) -> bool:
        """True when the rule can only be asked with a concrete command in hand."""
        return "command" in self.parameters

    def holds(self, state: Any, command: Any, context: Any) -> bool:
        """True when the rule allows the command."""
        given = {"state": state, "command": command, "context": context}
        return self._predicate(*(given[name] for name in self.parameters))

    def refuse(self, state: Any, command: Any, context: Any) -> Refused:
        """The refusal for this case, with the facts a caller needs."""
        facts = self._facts(state, command, context) if self._facts else {}
        return self.refusal(self.sentence, rule=self.name, **facts)

    def __repr__(self) -> str:
        return f"<rule {self.name}>"


def rule(refusal: type[Refused], facts: Facts | None = None) -> Callable[[Predicate], Rule]:
    """Make a predicate a rule: its docstring's first line is the sentence the caller reads.

    `facts(state, command, context)` gives what goes with the refusal (snake_case names, JSON-able values).
    """

    def make(predicate: Predicate) -> Rule:
        return Rule(predicate, refusal, facts)

    return make
