"""How mail leaves, as the settings say."""

from application.ports.mail import Mail
from infrastructure.mail.address import smtp_server
from infrastructure.mail.folder import MailFolder
from infrastructure.settings import Settings


def mail_of(settings: Settings) -> Mail:
    """Over the mail server that is named, else into a folder where whoever tries things out finds it."""
    if settings.smtp_url is None:
        return MailFolder(settings.home / "mail", settings.mail_from)
    # Loaded late: most processes send no mail over SMTP.
    from infrastructure.mail.smtp import SmtpMail  # noqa: PLC0415

    server = smtp_server(settings.smtp_url.get_secret_value())
    return SmtpMail(server, settings.mail_from, settings.smtp_ca)
