"""How to go on after the play, in lines that can be copied."""

import json
import os
import shutil
import sys
from pathlib import Path

from api.cli.demo.company import Account


def going_on(address: str, manager: Account, order: str, moment: str) -> str:
    """Commands that serve the same data, log the manager in, look at the order, and verify the log."""
    program, serve = _program(), _serve()
    login = json.dumps({"email": manager.email, "password": manager.password})
    return f"""
Go on:
  {serve}
and beside it, in another terminal:
  curl -s {address}/v1/auth/login -H 'Content-Type: application/json' \\
    -d '{login}' | python3 -m json.tool
  curl -s {address}/v1/approvals \\
    -H "Authorization: Bearer $({program} token {manager.email})" | python3 -m json.tool
  {program} show {order} --at {moment}
  {program} audit verify
"""


def checking(tenant: str) -> tuple[str, str, str]:
    """Commands that verify the log: with the database, and in a copy of it that is made first."""
    program, copy = _program(), "daybook-log"
    return (
        f"{program} audit verify --tenant {tenant}",
        f"{program} audit export {copy} --tenant {tenant}",
        f"{Path(program).with_name('python')} {copy}/daybook_verify.py {copy}",
    )


def _program() -> str:
    """How the user calls us: by name where that finds us, else by a path."""
    called = Path(sys.argv[0])
    found = shutil.which("daybook")
    if found is not None and Path(found).resolve() == called.resolve():
        return "daybook"
    return os.path.relpath(called) if called.name == "daybook" else "daybook"


def _serve() -> str:
    makefile = Path("Makefile")
    known = makefile.exists() and "daybook serve" in makefile.read_text(encoding="utf-8")
    return "make serve" if known else f"{_program()} serve"
