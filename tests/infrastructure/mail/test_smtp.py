"""Mail is handed over to a real SMTP server, and what the server says decides whether to try again."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from aiosmtpd.smtp import SMTP, AuthResult

from application.ports.mail import MailRefused, MailUnavailable, Message
from domain.shared.email_address import EmailAddress
from infrastructure.bank.simulator.certificates import Certificates
from infrastructure.mail.address import smtp_server
from infrastructure.mail.folder import MailFolder
from infrastructure.mail.smtp import SmtpMail

SENDER = "Daybook <daybook@acme.example>"
VALUES = {"name": "Zoë <b>", "tenant": "Acme & Co", "hours": "48", "token": "t0ken", "link": ""}


def mail(**other: str) -> Message:
    return Message(str(uuid4()), EmailAddress("zoe@example.com"), "verify", VALUES | other)


@dataclass
class Server:
    """An SMTP server on this machine, which may refuse."""

    port: int = 0
    answer: str = "250 OK"
    received: list[Any] = field(default_factory=list)
    log_ins: list[bytes] = field(default_factory=list)

    async def handle_DATA(self, _: Any, __: Any, envelope: Any) -> str:  # noqa: N802
        self.received.append(message_from_bytes(envelope.content, policy=policy.default))
        return self.answer

    def authenticate(self, _: Any, __: Any, ___: Any, ____: Any, data: Any) -> AuthResult:
        self.log_ins.append(data.password)
        return AuthResult(success=data.password == b"sesame & co")


@asynccontextmanager
async def serving(ssl_context: ssl.SSLContext | None = None, **how: Any) -> AsyncIterator[Server]:
    """Listen until the end of the block; with `ssl_context` in TLS from the first byte."""
    server, loop = Server(), asyncio.get_running_loop()

    def session() -> SMTP:
        options = {"hostname": "mail.acme.example", "authenticator": server.authenticate, **how}
        return SMTP(server, loop=loop, **options)

    listening = await loop.create_server(session, "127.0.0.1", 0, ssl=ssl_context)
    server.port = listening.sockets[0].getsockname()[1]
    async with listening:
        yield server


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """An authority of the test's own."""
    return Certificates.in_folder(tmp_path_factory.mktemp("certificates"))


def trusted(made: Certificates) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(made.chain, made.key)
    return context


async def test_a_mail_arrives_as_text_and_as_html() -> None:
    async with serving() as server:
        message = mail()
        await SmtpMail(smtp_server(f"smtp+plain://127.0.0.1:{server.port}"), SENDER).send(message)
    (came,) = server.received
    assert (came["To"], came["From"]) == ("zoe@example.com", SENDER)
    assert came["Subject"] == "Confirm your e-mail address"
    assert came["Message-ID"] == f"<{message.id}@acme.example>"
    text, html = (came.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert "Hello Zoë <b>," in text
    assert "t0ken" in text.split()
    assert "Zoë &lt;b&gt;" in html
    assert "Acme &amp; Co" in html
    assert "<b>" not in html


async def test_with_a_front_end_the_mail_links_to_it() -> None:
    link = "https://app.example.com/verify#token=t0ken"
    async with serving() as server:
        target = smtp_server(f"smtp+plain://127.0.0.1:{server.port}")
        await SmtpMail(target, SENDER).send(mail(link=link))
    assert f'<a href="{link}">' in server.received[0].get_body(("html",)).get_content()


async def test_a_header_cannot_be_smuggled_in_by_a_name() -> None:
    async with serving() as server:
        values = VALUES | {"email": "zoe@example.com", "days": "7", "tenant": "A\r\nBcc: x@y.zz"}
        message = Message(str(uuid4()), EmailAddress("zoe@example.com"), "invitation", values)
        target = smtp_server(f"smtp+plain://127.0.0.1:{server.port}")
        await SmtpMail(target, SENDER).send(message)
    (came,) = server.received
    assert came["Bcc"] is None


@pytest.mark.parametrize(
    ("answer", "failure"),
    [("451 try later", MailUnavailable), ("554 never", MailRefused)],
)
async def test_what_the_server_says_decides_whether_to_try_again(
    answer: str, failure: type[Exception]
) -> None:
    async with serving() as server:
        server.answer = answer
        target = smtp_server(f"smtp+plain://127.0.0.1:{server.port}")
        with pytest.raises(failure) as refused:
            await SmtpMail(target, SENDER).send(mail())
    assert "zoe" not in str(refused.value)


async def test_a_server_that_is_not_there_is_tried_again() -> None:
    async with serving() as server:
        gone = server.port
    with pytest.raises(MailUnavailable):
        await SmtpMail(smtp_server(f"smtp+plain://127.0.0.1:{gone}"), SENDER).send(mail())


async def test_a_server_for_which_nobody_vouches_gets_nothing(certificates: Certificates) -> None:
    async with serving(tls_context=trusted(certificates), require_starttls=True) as server:
        target = smtp_server(f"smtp://zoe:secret@127.0.0.1:{server.port}")
        with pytest.raises(MailUnavailable):
            await SmtpMail(target, SENDER).send(mail())
        assert (server.received, server.log_ins) == ([], [])


async def test_over_starttls_the_server_learns_who_we_are(certificates: Certificates) -> None:
    async with serving(tls_context=trusted(certificates), auth_required=True) as server:
        target = smtp_server(f"smtp://zoe:sesame%20%26%20co@127.0.0.1:{server.port}")
        await SmtpMail(target, SENDER, certificates.ca).send(mail())
        assert server.log_ins == [b"sesame & co"]
        assert len(server.received) == 1


async def test_tls_can_begin_with_the_first_byte(certificates: Certificates) -> None:
    async with serving(ssl_context=trusted(certificates)) as server:
        target = smtp_server(f"smtps://127.0.0.1:{server.port}")
        await SmtpMail(target, SENDER, certificates.ca).send(mail())
        assert len(server.received) == 1


async def test_a_server_without_tls_gets_nothing_over_an_address_that_wants_it() -> None:
    async with serving() as server:
        with pytest.raises(MailUnavailable):
            await SmtpMail(smtp_server(f"smtp://127.0.0.1:{server.port}"), SENDER).send(mail())
        assert server.received == []


@pytest.mark.parametrize(
    "url",
    [
        "http://mail.example.com",
        "smtp://",
        "mail.example.com",
        "smtps://mail.example.com/inbox",
        "smtp+plain://mail.example.com",
        "smtp://mail.example.com?tls=none",
        "smtps://zoe:mail.example.com/secret@mail",
    ],
)
def test_an_address_that_cannot_be_right_is_refused_without_being_repeated(url: str) -> None:
    with pytest.raises(ValueError, match="smtp") as refused:
        smtp_server(url)
    assert "mail.example.com/" not in str(refused.value)


def test_an_address_names_host_port_and_log_in() -> None:
    server = smtp_server("smtps://zoe%40x.com:pass%20word@mail.example.com")
    assert (server.host, server.port) == ("mail.example.com", 465)
    assert (server.user, server.password) == ("zoe@x.com", "pass word")
    assert "pass word" not in repr(server)


async def test_without_a_server_mails_are_files_that_only_their_owner_reads(tmp_path: Path) -> None:
    message, folder = mail(), tmp_path / "mail"
    await asyncio.gather(*(MailFolder(folder, SENDER).send(message) for _ in range(2)))
    (file,) = folder.iterdir()
    assert file.name == f"{message.id}.eml"
    assert file.stat().st_mode & 0o077 == 0
    assert folder.stat().st_mode & 0o077 == 0


async def test_a_folder_that_cannot_be_written_is_tried_again(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("no folder")
    with pytest.raises(MailUnavailable):
        await MailFolder(tmp_path / "mail", SENDER).send(mail())
