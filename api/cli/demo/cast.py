"""Who works at the company of the show, and what each of them may do."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Part:
    """A person of the play."""

    name: str
    roles: tuple[str, ...]
    level: str | None = None

    @property
    def address(self) -> str:
        """What the e-mail address begins with."""
        return self.name.split()[0].lower()


INES = Part("Ines Calder", ("admin",))
MARA = Part("Mara Stein", ("requester", "approver"), "L2")
BEN = Part("Ben Okafor", ("buyer",))
LENA = Part("Lena Fuchs", ("approver",), "L1")
TOMAS = Part("Tomas Vidal", ("manager",), "L2")
AMARA = Part("Amara Diallo", ("manager",), "L3")
NILS = Part("Nils Berg", ("warehouse",))
PAUL = Part("Paul Novak", ("ap_clerk",))
IDA = Part("Ida Brandt", ("ap_clerk",))
GRETA = Part("Greta Olsen", ("treasurer",))
CAST = (MARA, BEN, LENA, TOMAS, AMARA, NILS, PAUL, IDA, GRETA)

APPROVERS: Mapping[str, Part] = MappingProxyType({"L1": LENA, "L2": TOMAS, "L3": AMARA})
"""Who approves what needs a level."""

BANK = Part("Bodensee Clearing", ("bank",))
"""Not a person: what the bank logs in as to deliver its reports."""
