"""What is secret shows in no text of the object that holds it, because such texts end in logs."""

from dataclasses import dataclass, field
from types import ModuleType

from pydantic import BaseModel, Field, SecretStr

from tests.architecture.secrets import modules, shown_secrets


@dataclass
class Open:
    """Shows a password."""

    password: str
    name: str


@dataclass
class Guarded:
    """Shows none."""

    password: str = field(repr=False)
    token: SecretStr | None = None


class OpenModel(BaseModel):
    """Shows a token."""

    access_token: str
    refresh_token: str = Field(repr=False)


def test_no_object_of_the_product_shows_a_secret() -> None:
    assert [shown for module in modules() for shown in shown_secrets(module)] == []


def test_an_object_that_shows_a_secret_is_found() -> None:
    module = ModuleType(__name__)
    vars(module).update({"Open": Open, "Guarded": Guarded, "OpenModel": OpenModel})
    assert list(shown_secrets(module)) == [
        f"{__name__}.Open.password",
        f"{__name__}.OpenModel.access_token",
    ]
