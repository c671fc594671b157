"""What may be asked about delegated authority."""

from domain.shared.business_date import BusinessDate
from domain.shared.message import Command
from domain.shared.text import Reason


class Grant(Command):
    """Hand my own approval level to somebody, for a range of the tenant's days, both included."""

    first_day: BusinessDate
    last_day: BusinessDate
    comment: Reason | None = None


class Revoke(Command):
    """End a grant at once, by its number."""

    number: int
    comment: Reason | None = None
