"""Typed ids: ``PREFIX_uuid4`` in lower case, the only way anything is named across the product."""

import re
from collections.abc import Callable
from typing import Any, ClassVar, Self
from uuid import UUID

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema

from domain.shared.invalid_value import InvalidValue
from domain.shared.wire import JsonSchema, text_schema

_UUID4 = "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
_EXAMPLE = "3f2504e0-4f89-41d3-9a0c-0305e82c3301"


class InvalidId(InvalidValue):
    """The text is not an id of the kind that is asked for here."""


class Id(str):
    """An id is its own text: immutable, hashable, equal to equal text, valid by construction.

    ``Id`` itself stands for any kind: it reads every prefix and gives the id of that kind.
    """

    __slots__ = ()
    prefix: ClassVar[str] = ""
    pattern: ClassVar[str] = ""
    _kinds: ClassVar[dict[str, type["Id"]]] = {}
    _matches: ClassVar[Callable[[str], re.Match[str] | None]]

    def __init_subclass__(cls, *, prefix: str) -> None:
        """Every kind owns one prefix, so that a text alone tells what it names."""
        assert prefix not in Id._kinds, f"two kinds of id share the prefix {prefix}"
        cls.prefix = prefix
        cls.pattern = f"^{prefix}_{_UUID4}$"
        cls._matches = re.compile(f"{prefix}_{_UUID4}").fullmatch
        Id._kinds[prefix] = cls

    def __new__(cls, text: str) -> Self:
        """Reads an id from its text; raises ``InvalidId`` for any other text."""
        return cls._read(text)

    @classmethod
    def of(cls, uuid: UUID) -> Self:
        """The id of this kind for a version 4 UUID that the caller drew."""
        return cls._read(f"{cls.prefix}_{uuid}")

    @property
    def uuid(self) -> UUID:
        """The part after the prefix, as a UUID."""
        return UUID(self[len(self.prefix) + 1 :])

    @classmethod
    def _read(cls, text: Any) -> Self:
        if type(text) is cls:
            return text
        if cls is Id:
            return parse_id(text)  # type: ignore[return-value]
        if not isinstance(text, str) or cls._matches(text) is None:
            raise InvalidId(f"must be {cls.prefix}_ followed by a version 4 UUID in lower case")
        return str.__new__(cls, text)

    @classmethod
    def __get_pydantic_core_schema__(cls, _: Any, __: GetCoreSchemaHandler) -> CoreSchema:
        """A string on the wire, validated by one call."""
        return text_schema(cls._read)

    @classmethod
    def __get_pydantic_json_schema__(cls, _: CoreSchema, __: GetJsonSchemaHandler) -> JsonSchema:
        """What OpenAPI says of it, so that a generated client can check it too."""
        prefix = cls.prefix or PurchaseOrderId.prefix
        pattern = cls.pattern or f"^({'|'.join(sorted(Id._kinds))})_{_UUID4}$"
        return {"type": "string", "pattern": pattern, "examples": [f"{prefix}_{_EXAMPLE}"]}


class TenantId(Id, prefix="ten"):
    """A customer of the product, whose data nobody else sees."""

    __slots__ = ()


class UserId(Id, prefix="usr"):
    """A person, or a service, who acts in a tenant."""

    __slots__ = ()


class ServiceAccountId(Id, prefix="svc"):
    """A machine that acts for a person, who answers for it."""

    __slots__ = ()


class ApiKeyId(Id, prefix="key"):
    """One key of a service account; the key itself is a secret, its id is none."""

    __slots__ = ()


class SupplierId(Id, prefix="sup"):
    """A party that we buy from."""

    __slots__ = ()


class RequisitionId(Id, prefix="req"):
    """A request to buy."""

    __slots__ = ()


class PurchaseOrderId(Id, prefix="po"):
    """An order to a supplier."""

    __slots__ = ()


class GoodsReceiptId(Id, prefix="grn"):
    """The note of one delivery."""

    __slots__ = ()


class SupplierInvoiceId(Id, prefix="inv"):
    """A supplier's demand to be paid."""

    __slots__ = ()


class CreditNoteId(Id, prefix="crn"):
    """A supplier's reversal of something invoiced."""

    __slots__ = ()


class PaymentId(Id, prefix="pay"):
    """One transfer to one supplier."""

    __slots__ = ()


class PaymentRunId(Id, prefix="run"):
    """A batch of payments that goes to the bank as one file."""

    __slots__ = ()


class BankReportId(Id, prefix="bnk"):
    """A bank's report on what became of transfers."""

    __slots__ = ()


class MurabahaId(Id, prefix="mur"):
    """A cost-plus financing contract."""

    __slots__ = ()


class BranchId(Id, prefix="br"):
    """A site of the tenant."""

    __slots__ = ()


class DelegationId(Id, prefix="del"):
    """A hand-over of approval authority for a range of dates."""

    __slots__ = ()


class PolicyId(Id, prefix="pol"):
    """A policy of the tenant, versioned by its events."""

    __slots__ = ()


class ClaimId(Id, prefix="clm"):
    """A name that documents lay claim to."""

    __slots__ = ()


class RefusalId(Id, prefix="rfs"):
    """The audit record of an attempt that a guard refused."""

    __slots__ = ()


class DutyFindingId(Id, prefix="sod"):
    """A finding of conflicting duties: who, which conflict, and on what."""

    __slots__ = ()


class AccessId(Id, prefix="acs"):
    """The audit record of somebody who came, went, was kept out or took data along."""

    __slots__ = ()


class NoticeId(Id, prefix="ntc"):
    """What somebody is to be told."""

    __slots__ = ()


class ErasureId(Id, prefix="era"):
    """The erasure of somebody's personal data."""

    __slots__ = ()


class JobId(Id, prefix="job"):
    """Long work that somebody had done."""

    __slots__ = ()


def parse_id(text: Any) -> Id:
    """Reads an id of any kind by its prefix; raises ``InvalidId`` for an unknown prefix."""
    prefix = text.partition("_")[0] if isinstance(text, str) else ""
    kind = Id._kinds.get(prefix)
    if kind is None:
        raise InvalidId(f"must begin with one of {', '.join(sorted(Id._kinds))} and an underscore")
    return kind(text)
