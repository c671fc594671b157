"""The import contracts hold, and each of them is broken by the import it is there to refuse."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.source import PACKAGES, ROOT

MODULES = (
    "api/bootstrap.py",
    "api/http.py",
    "application/communication/policies.py",
    "application/desk.py",
    "application/governance/policy.py",
    "application/identity/tenant.py",
    "application/invoicing/billing.py",
    "application/murabaha/contract.py",
    "application/privacy/erasure.py",
    "application/payments/payment_run.py",
    "application/purchasing/facts.py",
    "application/purchasing/order.py",
    "application/receiving/goods_receipt.py",
    "domain/communication/notice.py",
    "domain/governance/policy.py",
    "domain/identity/user.py",
    "domain/invoicing/supplier_invoice/commands.py",
    "domain/murabaha/contract.py",
    "domain/payments/payment/commands.py",
    "domain/purchasing/order.py",
    "domain/receiving/goods_receipt.py",
    "domain/shared/money.py",
    "infrastructure/store.py",
    "projections/orders.py",
)


def broken_contracts(folder: Path) -> str:
    """What import-linter says of the folder; empty when every contract is kept."""
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    return "" if done.returncode == 0 else done.stdout


@pytest.fixture
def small_product(tmp_path: Path) -> Path:
    """A product of the same layers with almost nothing in them, under the real contracts."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for module in MODULES:
        path = tmp_path / module
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    for folder in [path for path in tmp_path.rglob("*") if path.is_dir()]:
        (folder / "__init__.py").touch()
    assert {path.name for path in tmp_path.iterdir() if path.is_dir()} == set(PACKAGES)
    return tmp_path


def test_the_product_keeps_every_import_contract() -> None:
    assert broken_contracts(ROOT) == ""


def test_the_composition_root_may_import_adapters_and_contexts_may_share(
    small_product: Path,
) -> None:
    (small_product / "api/bootstrap.py").write_text("import infrastructure.store")
    (small_product / "api/http.py").write_text("import api.bootstrap\nimport projections.orders")
    (small_product / "domain/identity/user.py").write_text("import domain.shared.money")
    (small_product / "infrastructure/store.py").write_text("import eventsourcing, application.desk")
    facts = small_product / "application/purchasing/facts.py"
    facts.write_text("import application.governance.policy")
    assert broken_contracts(small_product) == ""


@pytest.mark.parametrize(
    ("module", "imported", "contract"),
    [
        ("domain/shared/money.py", "application.desk", "api > infrastructure"),
        ("application/desk.py", "infrastructure.store", "api > infrastructure"),
        ("infrastructure/store.py", "projections.orders", "api > infrastructure"),
        ("projections/orders.py", "api.http", "api > infrastructure"),
        ("domain/purchasing/order.py", "domain.identity.user", "Contexts of the domain"),
        ("domain/shared/money.py", "domain.identity.user", "Contexts of the domain"),
        ("application/purchasing/order.py", "application.governance.policy", "Use cases of one"),
        ("application/governance/policy.py", "application.purchasing.order", "Use cases of one"),
        (
            "application/receiving/goods_receipt.py",
            "application.purchasing.order",
            "Use cases of one",
        ),
        ("application/murabaha/contract.py", "application.invoicing.billing", "Use cases of one"),
        (
            "application/communication/policies.py",
            "application.payments.payment_run",
            "Use cases of one",
        ),
        ("application/purchasing/order.py", "domain.identity.user", "Purchasing looks at people"),
        ("application/identity/tenant.py", "domain.purchasing.order", "Identity looks at policies"),
        (
            "application/receiving/goods_receipt.py",
            "domain.invoicing.supplier_invoice.commands",
            "Receiving looks at orders",
        ),
        (
            "application/invoicing/billing.py",
            "domain.payments.payment.commands",
            "Invoicing looks at orders",
        ),
        (
            "application/payments/payment_run.py",
            "domain.invoicing.supplier_invoice.commands",
            "Payments look at invoices",
        ),
        (
            "application/murabaha/contract.py",
            "domain.invoicing.supplier_invoice.commands",
            "Financing looks at orders",
        ),
        (
            "application/communication/policies.py",
            "domain.payments.payment.commands",
            "Communication reads what",
        ),
        ("domain/shared/money.py", "psycopg", "The domain and the use cases"),
        ("application/desk.py", "eventsourcing.domain", "The domain and the use cases"),
        ("api/http.py", "infrastructure.store", "Only api.bootstrap"),
        ("projections/orders.py", "eventsourcing", "Only infrastructure knows"),
    ],
)
def test_a_forbidden_import_breaks_its_contract(
    small_product: Path, module: str, imported: str, contract: str
) -> None:
    (small_product / module).write_text(f"import {imported}")
    lines = broken_contracts(small_product).splitlines()
    assert [line for line in lines if line.startswith(contract) and line.endswith("BROKEN")]
