"""What a conflict of duties is: two duties, what links them, and what comes of one person having both."""

from dataclasses import dataclass
from enum import StrEnum

from domain.audit.segregation.duty import Duty


class Link(StrEnum):
    """What two deeds must have in common to be in conflict."""

    LINEAGE = "lineage"
    REVISION = "revision"
    ENTRY = "entry"
    DEBT = "debt"
    CHAIN = "chain"
    SUPPLIER = "supplier"
    PERSON = "person"
    TENANT = "tenant"

    @property
    def sentence(self) -> str:
        """The link in words."""
        return _SENTENCES[self]


_SENTENCES = {
    Link.LINEAGE: "the document, or one that it comes from",
    Link.REVISION: "one revision of an order",
    Link.ENTRY: "the same entry of bank details",
    Link.DEBT: "one invoice, its number, or one financing contract",
    Link.CHAIN: "one purchase, from the requisition to the payment run",
    Link.SUPPLIER: "one supplier",
    Link.PERSON: "the person themselves",
    Link.TENANT: "the whole tenant",
}


class Control(StrEnum):
    """Whether the second deed is refused, or told to the auditor afterwards."""

    PREVENTIVE = "preventive"
    DETECTIVE = "detective"


@dataclass(frozen=True, slots=True)
class Conflict:
    """Whoever exercised `first` should not exercise `second` on what `link` joins.

    A preventive one counts in this order alone: what is approved stays right if the approver does something
    else later. A detective one counts in either order, unless it is `ordered`.
    """

    name: str
    first: Duty
    second: Duty
    link: Link
    risk: str
    control: Control = Control.DETECTIVE
    ordered: bool = False

    @property
    def directed(self) -> bool:
        """True when only the second after the first is a conflict."""
        return self.ordered or self.control is Control.PREVENTIVE
