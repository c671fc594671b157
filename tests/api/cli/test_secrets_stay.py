"""Secrets are in no message, no figure and no error, however much is written."""

import signal
from pathlib import Path

import httpx

from infrastructure.settings import load_settings
from tests.api.cli.command_line import PATIENCE, CommandLine, served, typed, until

TOKEN = "canary-of-the-bank"
PASSWORD = "canary of a person who types"


def said(answer: httpx.Response) -> str:
    """Everything that came back."""
    return f"{answer.status_code} {answer.headers} {answer.text}"


def test_no_secret_is_in_logs_figures_answers_or_the_doctors_words(
    environment: dict[str, str], daybook: CommandLine, tenant: str, tmp_path: Path
) -> None:
    file = tmp_path / "bank-token"
    file.write_text(TOKEN)
    file.chmod(0o600)
    told = {
        **environment,
        "DAYBOOK_LOG_LEVEL": "debug",
        "DAYBOOK_BANK_URL": "https://localhost:9",
        "DAYBOOK_BANK_TOKEN_FILE": str(file),
    }
    issued = daybook("token", "ann@example.com").out.strip()
    heard = []
    with served(told) as server:
        until(lambda: httpx.get(f"{server.url}/ready", timeout=PATIENCE).status_code == 200)
        with httpx.Client(base_url=server.url, timeout=PATIENCE) as http:
            by = {"Authorization": f"Bearer {issued}"}
            body = {"email": "ann@example.com", "password": PASSWORD}
            heard = [
                said(http.post("/v1/auth/login", json=body)),
                said(http.post("/v1/auth/login", json={**body, "more": PASSWORD})),
                said(http.post("/v1/auth/login", content=f'{{"password": "{PASSWORD}"')),
                said(http.post("/v1/auth/refresh", json={"refreshToken": PASSWORD})),
                said(http.get("/v1/users/me", headers={"Authorization": f"Bearer {PASSWORD}"})),
                said(http.get("/v1/users/me", headers=by)),
                said(http.get("/metrics")),
                said(http.get("/ready")),
                said(http.get("/openapi.json")),
            ]
        server.process.send_signal(signal.SIGTERM)
        heard += server.process.communicate(timeout=PATIENCE)
    doctor = daybook("doctor", "-o", "json")
    heard += [doctor.out, doctor.err, repr(load_settings()), load_settings().model_dump_json()]
    keys = [path.read_text().splitlines()[1] for path in (tmp_path / "keys").glob("*.pem")]
    database = environment["DATABASE_URL"].partition("@")[0].rpartition(":")[2]
    secrets = {TOKEN, PASSWORD, issued, database, *keys}
    assert keys
    assert len(database) > 8
    shown = {secret for secret in secrets for text in heard if secret in text}
    assert shown == set()
    assert "daybook" in "".join(heard)


def test_a_server_for_others_does_not_start_with_keys_that_nobody_has_chosen(
    environment: dict[str, str],
) -> None:
    ended = typed(environment, "serve", "--host", "0.0.0.0", "--port", 0)
    assert ended.code == 1
    assert ended.error == "DefaultSecret"
    assert "hint: daybook keys rotate" in ended.err
    assert ended.out == ""
    assert "Traceback" not in ended.err
