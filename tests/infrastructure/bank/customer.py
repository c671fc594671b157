"""A customer of the bank who takes status reports: a real HTTP server in a thread."""

import json
import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PATIENCE = 60.0
TOKEN = "token-of-the-bank"
EMAIL, PASSWORD = "bank@example.com", "correct horse battery staple"


class ReportDesk(ThreadingHTTPServer):
    """Answers log-ins, and takes reports with the token; `answers` are the statuses to give first."""

    daemon_threads = True

    def __init__(self, *answers: int) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers = list(answers)
        self.came: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self.log_ins = 0

    @property
    def url(self) -> str:
        """Where reports are to go."""
        return f"http://127.0.0.1:{self.server_address[1]}/v1/bank/pain002"

    def next_report(self) -> bytes:
        """The next report that is taken; fails when none comes."""
        return self.came.get(timeout=PATIENCE)

    def take(self, path: str, authorization: str | None, body: bytes) -> tuple[int, dict[str, str]]:
        """What is answered."""
        if path == "/v1/auth/login":
            self.log_ins += 1
            known = json.loads(body) == {"email": EMAIL, "password": PASSWORD}
            return (200, {"accessToken": TOKEN}) if known else (401, {})
        if authorization != f"Bearer {TOKEN}":
            return 401, {}
        if self.answers:
            return self.answers.pop(0), {}
        self.came.put(body)
        return 201, {}


class _Handler(BaseHTTPRequestHandler):
    server: ReportDesk

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        status, told = self.server.take(self.path, self.headers["authorization"], body)
        answer = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        """Nothing is told."""


@contextmanager
def report_desk(*answers: int) -> Iterator[ReportDesk]:
    """A customer until the end of the block."""
    with ReportDesk(*answers) as desk:
        threading.Thread(target=desk.serve_forever, daemon=True).start()
        try:
            yield desk
        finally:
            desk.shutdown()
