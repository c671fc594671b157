"""Files are named after what they hold."""

import pytest

from tests.architecture.names import empty_names
from tests.architecture.source import PACKAGES, sources


def test_no_file_or_folder_has_a_name_that_could_stand_for_anything() -> None:
    assert list(empty_names(source.place for source in sources(*PACKAGES, "docs", "tests"))) == []


@pytest.mark.parametrize(
    "place", ["domain/utils.py", "domain/common/money.py", "api/http/auth_helpers.py"]
)
def test_an_empty_name_is_found(place: str) -> None:
    assert list(empty_names([place])) != []


def test_a_word_within_a_word_is_no_empty_name() -> None:
    assert list(empty_names(["domain/shared/database.py", "api/http/helpdesk.py"])) == []
