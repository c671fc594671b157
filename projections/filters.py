"""The filters that lists have in common."""

from application.ports.read_models import FilterKind, FilterParameter


def created_filters() -> tuple[FilterParameter, ...]:
    """When a document began."""
    return (
        FilterParameter("createdFrom", "created_at", FilterKind.FROM, "Created then or later."),
        FilterParameter("createdUntil", "created_at", FilterKind.UNTIL, "Created then or before."),
    )


def total_filters() -> tuple[FilterParameter, ...]:
    """What a document comes to; ask for a currency beside it."""
    return (
        FilterParameter("totalFrom", "total", FilterKind.FROM, "Of this total or more."),
        FilterParameter("totalUntil", "total", FilterKind.UNTIL, "Of this total or less."),
    )


def status_filter(example: str) -> FilterParameter:
    """Where a document stands."""
    sentence = f"In one of these states, for example {example}."
    return FilterParameter("status", "status", FilterKind.ONE_OF, sentence)


def equal_filter(name: str, column: str, sentence: str) -> FilterParameter:
    """One value exactly."""
    return FilterParameter(name, column, FilterKind.EQUAL, sentence)


def search_filter(what: str) -> FilterParameter:
    """A part of some texts, whatever their case."""
    return FilterParameter("q", "search", FilterKind.CONTAINS, f"Contains this text in {what}.")
