"""The notebook of a month of purchasing, run without anybody who looks."""

import importlib.util
from typing import Any

from tests.docs.walkthrough import ROOT

NOTEBOOK = ROOT / "docs/notebooks/a_month_of_purchasing.py"


def values() -> dict[str, Any]:
    """What its cells define once all have run where an export is."""
    spec = importlib.util.spec_from_file_location("a_month_of_purchasing", NOTEBOOK)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    _, defined = module.app.run()
    return dict(defined)
