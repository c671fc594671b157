"""The keys that sign are replaced while everybody goes on working, and removed when nobody needs them."""

import os
import threading
import time
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import jwt

from tests.api.cli.command_line import PATIENCE, CommandLine, Served, served, until


@dataclass
class Crowd:
    """People who ask all the time, on connections of their own; `failed` is what they must not see."""

    url: str
    tokens: dict[str, str]
    answered: int = 0
    failed: list[str] = field(default_factory=list)
    signed_by: set[str] = field(default_factory=set)
    done: threading.Event = field(default_factory=threading.Event)

    def with_one_token(self) -> None:
        """Somebody who holds the first token for good, each time on a new connection."""
        while not self.done.is_set():
            self._see(me(self.url, self.tokens["accessToken"]))

    def with_new_tokens(self) -> None:
        """Somebody who gets new tokens as fast as they can, and uses each."""
        refresh = self.tokens["refreshToken"]
        with httpx.Client(base_url=self.url, timeout=PATIENCE) as http:
            while not self.done.is_set():
                answer = http.post("/v1/auth/refresh", json={"refreshToken": refresh})
                self._see(answer)
                tokens = answer.json()
                refresh = tokens["refreshToken"]
                self.signed_by.add(jwt.get_unverified_header(tokens["accessToken"])["kid"])
                self._see(me(self.url, tokens["accessToken"]))

    def has_seen(self, key_id: str) -> bool:
        """Whether a token came by that key, or something came that should not."""
        return key_id in self.signed_by or self.failed != []

    def _see(self, answer: httpx.Response) -> None:
        self.answered += 1
        if answer.status_code != 200:
            self.failed.append(answer.text)


def me(url: str, token: str) -> httpx.Response:
    """Who a token speaks for, asked on a connection that any worker may get."""
    return httpx.get(
        f"{url}/v1/users/me", headers={"Authorization": f"Bearer {token}"}, timeout=PATIENCE
    )


def published(url: str) -> set[str]:
    """The ids of the keys that a worker shows."""
    answer = httpx.get(f"{url}/.well-known/jwks.json", timeout=PATIENCE)
    return {key["kid"] for key in answer.json()["keys"]}


def logged_in(daybook: CommandLine, server: Served) -> dict[str, str]:
    """The tokens of somebody who has just logged in."""
    bob = daybook(
        "user", "create", "bob@example.com", "--name", "B", "--role", "buyer", "-o", "json"
    )
    answer = httpx.post(
        f"{server.url}/v1/auth/login",
        json={"email": "bob@example.com", "password": bob.json["password"]},
        timeout=PATIENCE,
    )
    tokens: dict[str, str] = answer.json()
    return tokens


def test_keys_are_rotated_under_load_without_a_failed_request(
    environment: dict[str, str], daybook: CommandLine, tenant: str
) -> None:
    with served(environment, "--workers", 2, "--only", "api") as server:
        crowd = Crowd(server.url, logged_in(daybook, server))
        first = jwt.get_unverified_header(crowd.tokens["accessToken"])["kid"]
        work = (crowd.with_new_tokens, crowd.with_one_token, crowd.with_one_token)
        threads = [threading.Thread(target=each) for each in work]
        for thread in threads:
            thread.start()
        for _ in range(3):
            assert daybook("keys", "rotate").code == 0
            newest = daybook("keys", "list", "-o", "json").json[-1]["kid"]
            until(partial(crowd.has_seen, newest))
        crowd.done.set()
        for thread in threads:
            thread.join(PATIENCE)
        assert crowd.failed == []
        assert crowd.answered > 10
        _old_and_new_are_shown(daybook, server, first)
        _retired_keys_are_good_for_nothing(daybook, server, crowd.tokens["accessToken"])


def _old_and_new_are_shown(daybook: CommandLine, server: Served, first: str) -> None:
    kept = daybook("keys", "list", "-o", "json").json
    known = {key["kid"] for key in kept}
    assert len(known) == 4
    assert kept[0]["kid"] == first
    assert [key["until"] is None for key in kept] == [False, False, False, True]
    for _ in range(6):
        assert published(server.url) == known


def _retired_keys_are_good_for_nothing(daybook: CommandLine, server: Served, token: str) -> None:
    assert daybook("keys", "retire", "-o", "json").json == []
    assert me(server.url, token).status_code == 200
    assert len(daybook("keys", "retire", "--at-once", "-o", "json").json) == 3
    deadline = time.monotonic() + 5.0
    refused = 0
    while refused < 12:
        refused = refused + 1 if me(server.url, token).status_code == 401 else 0
        assert time.monotonic() < deadline
    fresh = daybook("token", "ann@example.com").out.strip()
    assert me(server.url, fresh).status_code == 200
    assert len(published(server.url)) == 1


def test_a_key_goes_when_the_last_token_that_it_signed_has_expired(
    daybook: CommandLine, tenant: str, tmp_path: Path
) -> None:
    daybook("token", "ann@example.com")
    daybook("keys", "rotate")
    daybook("keys", "rotate")
    newest: dict[str, Any] = daybook("keys", "list", "-o", "json").json[-1]
    _replaced(tmp_path / "keys" / "0002.pem", minutes_ago=17)
    retired = daybook("keys", "retire", "-o", "json").json
    assert [key["file"] for key in retired] == ["0001.pem"]
    _replaced(tmp_path / "keys" / "0003.pem", minutes_ago=15)
    assert daybook("keys", "retire", "-o", "json").json == []
    left = daybook("keys", "list", "-o", "json").json
    assert [key["file"] for key in left] == ["0002.pem", "0003.pem"]
    assert left[-1]["kid"] == newest["kid"]


def _replaced(path: Path, minutes_ago: int) -> None:
    """Make it look as if this key had begun to sign so long ago."""
    at = time.time() - minutes_ago * 60
    os.utime(path, (at, at))
