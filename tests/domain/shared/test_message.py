"""Messages cross boundaries: what one is made of is checked, and told to nobody else."""

import pytest
from pydantic import ValidationError

from domain.identity.user.commands import Deactivate, Register
from domain.purchasing.purchase_order.commands import ResolveApprove


def test_a_command_is_asked_by_its_name_in_small_letters() -> None:
    assert ResolveApprove.command_name() == "resolve-approve"


def test_a_message_never_changes() -> None:
    command = Deactivate(reason="left")
    with pytest.raises(ValidationError, match="frozen"):
        command.reason = "stays"  # type: ignore[misc]


def test_an_error_about_a_message_does_not_repeat_what_was_in_it() -> None:
    with pytest.raises(ValidationError, match="Extra inputs") as error:
        Register.model_validate({"email": "no address of Ann", "iban": "DE89370400440532013000"})
    assert "Ann" not in str(error.value)
    assert "DE89" not in str(error.value)
