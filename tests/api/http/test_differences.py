"""Differences lead from one document to the other, and say nothing about what is equal."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from api.http.differences import differences

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(0, 3) | st.sampled_from(["", "a", "b"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["x", "y", "a/b", "~"]), inner, max_size=3)
    ),
    max_leaves=10,
)


def test_changed_new_and_gone_members_are_told_apart() -> None:
    before = {"status": "Draft", "lines": [{"sku": "A"}], "comment": "x"}
    after = {"status": "Submitted", "lines": [{"sku": "A"}, {"sku": "B"}], "approver": None}
    assert list(differences(before, after)) == [
        {"path": "/status", "from": "Draft", "to": "Submitted"},
        {"path": "/lines/1", "to": {"sku": "B"}},
        {"path": "/comment", "from": "x"},
        {"path": "/approver", "to": None},
    ]


@given(VALUES)
def test_equal_documents_have_no_differences(value: Any) -> None:
    assert list(differences(value, value)) == []


@given(VALUES, VALUES)
def test_the_differences_lead_from_one_to_the_other(before: Any, after: Any) -> None:
    made = {"": before}
    for change in differences({"": before}, {"": after}):
        _apply(made, change)
    assert made[""] == after


def _apply(document: Any, change: dict[str, Any]) -> None:
    *steps, last = [s.replace("~1", "/").replace("~0", "~") for s in change["path"].split("/")[1:]]
    place = document
    for step in steps:
        place = place[int(step) if isinstance(place, list) else step]
    if isinstance(place, list):
        if "to" not in change:
            del place[-1]
        elif int(last) < len(place):
            place[int(last)] = change["to"]
        else:
            place.append(change["to"])
    elif "to" in change:
        place[last] = change["to"]
    else:
        del place[last]
