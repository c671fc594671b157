"""How mails look: the templates of this folder, as plain text and as simple HTML."""

from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from functools import cache
from pathlib import Path
from typing import Any

from application.ports.mail import Message


@cache
def _templates() -> Any:
    """Text as it is; HTML with everything in it escaped; nothing that is not known is left out silently."""
    # Loaded late: few processes write mails.
    from jinja2 import (  # noqa: PLC0415
        Environment,
        FileSystemLoader,
        StrictUndefined,
        select_autoescape,
    )

    return Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def write(message: Message, sender: str) -> EmailMessage:
    """The mail as it travels. The first line of its text is its subject; the HTML says the same."""
    text = _templates().get_template(f"{message.template}.txt").render(message.values)
    subject, _, body = text.partition("\n")
    paragraphs = [paragraph.strip() for paragraph in body.split("\n\n") if paragraph.strip()]
    mail = EmailMessage()
    mail["Subject"] = " ".join(subject.split())
    mail["From"] = sender
    mail["To"] = message.to
    mail["Date"] = format_datetime(datetime.now(UTC))
    mail["Message-ID"] = f"<{message.id}@{sender.rpartition('@')[2].rstrip('>')}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(body.lstrip("\n"))
    page = _templates().get_template("page.html")
    mail.add_alternative(
        page.render(
            subject=mail["Subject"], paragraphs=paragraphs, link=message.values.get("link")
        ),
        subtype="html",
    )
    return mail
