"""Mail, where a server is set.

TLS with a checked certificate, addresses from the settings, never from a request.
"""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage

import structlog
from flask_babel import gettext

from registry.core import settings

log = structlog.get_logger()

TIMEOUT = 20


def is_set_up() -> bool:
    """Whether a mail server is set."""
    return bool(settings.config().smtp_host)


def link_address(key: str) -> str:
    """Where a one-time link leads."""
    return f"{settings.config().base_url}/welcome/{key}"


def send_link(to: str, key: str) -> None:
    """Mail a one-time link; does nothing where no server is set."""
    text = gettext(
        "Choose your password for the registry here: %(address)s", address=link_address(key)
    )
    send(to, gettext("Your access to the registry"), text)


def send(to: str, subject: str, text: str) -> bool:
    """Send one mail; False where it did not leave (the log says why, without its content)."""
    config = settings.config()
    if not config.smtp_host:
        return False
    message = EmailMessage()
    message["To"], message["From"], message["Subject"] = to, config.smtp_from, subject
    message.set_content(text)
    try:
        with smtplib.SMTP(config.smtp_host, config.smtp_port, timeout=TIMEOUT) as server:
            if config.smtp_tls:
                server.starttls(context=ssl.create_default_context())
            if config.smtp_user:
                server.login(config.smtp_user, config.smtp_password)
            server.send_message(message)
    except (OSError, smtplib.SMTPException) as why:
        log.warning("mail not sent", error=type(why).__name__)
        return False
    return True
