"""The library's example application and its application cases, unchanged, on our log."""

import gc
import os
from collections.abc import Iterator
from unittest.mock import patch

import pytest
from eventsourcing.tests import application as cases
from eventsourcing.utils import get_topic

from infrastructure.eventsourcing_recorders import Factory
from tests.cluster import Database
from tests.infrastructure.eventsourcing_recorders.environments import environment


class OnOurLog:
    """The cases make their applications themselves, so the process's environment names our module."""

    @pytest.fixture(autouse=True)
    def _on_a_database_of_its_own(self, database: Database) -> Iterator[None]:
        with patch.dict(os.environ, environment(database)):
            yield
        gc.collect()  # the cases never close their applications


class TestExampleApplication(OnOurLog, cases.ExampleApplicationTestCase):
    """Bank accounts with snapshots."""

    expected_factory_topic = get_topic(Factory)


class TestApplications(OnOurLog, cases.ApplicationTestCase):
    """Recordings, caches, and a hundred threads on one aggregate."""
