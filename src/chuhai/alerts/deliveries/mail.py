"""Takes alerts, gives them as a mail, plain and HTML, to a mail server by SMTP under TLS (RFC 5321, RFC 3207, RFC 8314)."""

from __future__ import annotations

import email.policy
import email.utils
import hashlib
import smtplib
import ssl
from collections.abc import Sequence
from email.headerregistry import Address
from email.message import EmailMessage

from chuhai.alerts import clean
from chuhai.alerts.alert import Alert
from chuhai.alerts.deliveries import _feed, base
from chuhai.errors import DeliveryError

_PORTS = {"starttls": 587, "tls": 465, "none": 25}


class Mail:
    """One mail for what came together; sent again it has the same Message-ID, by which mail programs know it."""

    about = base.About(
        "mail",
        "E-mail by SMTP",
        {
            "host": "mail server that takes your mail",
            "port": "its port; 587 for starttls, 465 for tls, 25 for none, unless told otherwise",
            "security": "starttls (unless told otherwise), tls, or none, which sends no password",
            "user": "name to log in with, if the server asks",
            "password": "its password; env:NAME or keyring:SERVICE/USER",
            "from": "sender's address",
            "to": "receivers' addresses, comma separated",
        },
        needed=("host", "from", "to"),
        secret=("password",),
        together=20,
        a_minute=30,
    )

    def send(self, alerts: Sequence[Alert], tools: base.Tools) -> None:
        given = tools.options
        security = given.get("security", "starttls")
        if security not in _PORTS:
            raise DeliveryError(f"security {security!r}: one of {', '.join(_PORTS)}", again=False)
        try:
            port = int(given.get("port") or _PORTS[security])
        except ValueError:
            raise DeliveryError(f"port {given['port']!r}: no number", again=False) from None
        user, password = given.get("user"), given.get("password")
        if user and security == "none":
            raise DeliveryError("a password is sent under TLS alone: security=starttls or tls", again=False)
        mail = written(alerts, tools)
        try:
            with _opened(given["host"], port, security) as server:
                if user:
                    server.login(user, password or "")
                refused = server.send_message(mail)
        except smtplib.SMTPAuthenticationError:
            raise DeliveryError(f"{given['host']}: refuses the name or password", again=False) from None
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused):
            raise DeliveryError(f"{given['host']}: refuses the sender or a receiver", again=False) from None
        except ssl.SSLError as error:
            raise DeliveryError(f"{given['host']}: no sure connection ({error.reason or 'TLS'})") from None
        except smtplib.SMTPNotSupportedError:
            raise DeliveryError(f"{given['host']}: offers no {security}", again=False) from None
        except smtplib.SMTPResponseException as error:
            raise DeliveryError(f"{given['host']}: answers {error.smtp_code}", again=error.smtp_code < 500) from None
        except (OSError, smtplib.SMTPException) as error:
            raise DeliveryError(f"{given['host']}: can't be reached ({type(error).__name__})") from None
        if refused:
            raise DeliveryError(f"{given['host']}: refuses {len(refused)} of the receivers", again=False)


def written(alerts: Sequence[Alert], tools: base.Tools) -> EmailMessage:
    """The mail; its headers are cleaned of line ends, by which a title could add headers of its own.

    Raises
    ------
    DeliveryError
        An address that is none.
    """
    mail = EmailMessage(policy=email.policy.SMTP)
    zh = tools.lang == "zh"
    many = f"（等 {len(alerts)} 项）" if zh else f" (and {len(alerts) - 1} more)"
    mail["Subject"] = clean.line(alerts[0].words(tools.lang).title, 200) + (many if len(alerts) > 1 else "")
    sender = _address(tools.options["from"])
    mail["From"] = sender
    mail["To"] = [_address(word) for word in tools.options["to"].split(",") if word.strip()]
    mail["Date"] = email.utils.format_datetime(alerts[-1].at)
    mark = hashlib.sha256(" ".join(a.id for a in alerts).encode()).hexdigest()[:32]
    mail["Message-ID"] = f"<{mark}.chuhai@{sender.domain}>"
    mail["X-Chuhai-Alert"] = " ".join(a.id for a in alerts)
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content("\n\n".join(f"{a.words(tools.lang).title}\n{_feed.plain(a, tools.lang)}" for a in alerts) + "\n")
    parts = "".join(f"<h3>{clean.markup(a.words(tools.lang).title)}</h3>{_feed.body(a, tools.lang)}" for a in alerts)
    mail.add_alternative(
        f'<!DOCTYPE html><html lang="{tools.lang}"><head><meta charset="utf-8"></head><body>{parts}</body></html>\n',
        subtype="html",
    )
    return mail


def _address(word: str) -> Address:
    name, spec = email.utils.parseaddr(clean.line(word))
    try:
        found = Address(display_name=name, addr_spec=spec)
    except (ValueError, IndexError, email.errors.MessageError):
        raise DeliveryError(f"{clean.line(word, 60)!r}: no mail address", again=False) from None
    if not found.domain or not found.username:
        raise DeliveryError(f"{clean.line(word, 60)!r}: no mail address", again=False)
    return found


def _opened(host: str, port: int, security: str) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if security == "tls":
        return smtplib.SMTP_SSL(host, port, timeout=base.PATIENCE, context=context)
    server = smtplib.SMTP(host, port, timeout=base.PATIENCE)
    if security == "starttls":
        try:
            server.starttls(context=context)
        except (smtplib.SMTPException, OSError):  # TLS's errors are OSErrors
            server.close()
            raise
    return server


DELIVERY = Mail()
