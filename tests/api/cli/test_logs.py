"""What a process writes while it runs can be shown to whoever runs it."""

import os
import subprocess
import sys

import pytest

from tests.architecture.source import ROOT

FAILING = """
import structlog
from api.bootstrap.operating import load_settings
from api.cli.logs import write_logs

def log_in(password):
    raise RuntimeError("the door is stuck")

write_logs(load_settings())
try:
    log_in("-".join(("open", "sesame")))
except RuntimeError as failure:
    structlog.get_logger().error("request failed", exc_info=failure)
"""


@pytest.mark.parametrize("form", ["text", "json"])
def test_an_unexpected_error_is_told_with_its_place_but_not_with_the_values_there(
    form: str,
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FAILING],
        cwd=ROOT,
        env={**os.environ, "DAYBOOK_LOG_FORMAT": form},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "request failed" in done.stderr
    assert "the door is stuck" in done.stderr
    assert "log_in" in done.stderr
    assert "open-sesame" not in done.stderr
