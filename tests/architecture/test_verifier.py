"""The verifier that auditors get is one file that knows nothing of the product."""

import ast
import sys

from tests.architecture.source import ROOT

VERIFIER = ROOT / "infrastructure/audit/verifier/daybook_verify.py"
BESIDE = frozenset({"cryptography"})


def imported(text: str) -> set[str]:
    """The packages that a text imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add("." if node.level else str(node.module).partition(".")[0])
    return found


def test_the_verifier_needs_the_standard_library_and_cryptography_alone() -> None:
    found = imported(VERIFIER.read_text(encoding="utf-8"))
    assert found <= sys.stdlib_module_names | BESIDE
    assert found >= BESIDE


def test_another_import_is_seen() -> None:
    text = "import orjson\nfrom domain.audit import x\ndef f():\n    from . import y"
    assert imported(text) == {"orjson", "domain", "."}
