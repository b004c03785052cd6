"""Mail: what a real SMTP server gets, under STARTTLS, TLS or neither, and what a bad one is told of."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import ipaddress
import socket
import ssl

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from chuhai.alerts.deliveries import base, mail
from chuhai.errors import DeliveryError
from telling import alert, tools


class Postbox:
    """What arrived."""

    def __init__(self, refuse: str = "") -> None:
        self.refuse, self.got, self.logins = refuse, [], []

    async def handle_DATA(self, server, session, envelope):  # noqa: N802  the server's name for it
        if self.refuse:
            return self.refuse
        self.got.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        return "250 OK"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for 127.0.0.1, signed by itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    form = serialization.PrivateFormat.PKCS8
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.fixture
def trusting(certificate, monkeypatch):
    """This machine trusts the certificate, as it would one of a known authority."""
    real = ssl.create_default_context
    monkeypatch.setattr(
        mail.ssl, "create_default_context", lambda *a, **more: real(*a, **{**more, "cafile": str(certificate)})
    )


def _free() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def server(box, certificate=None, security="none", **more):
    given = {}
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(str(certificate))
        given = {"ssl_context": context} if security == "tls" else {"tls_context": context, "require_starttls": True}

    def login(server, session, envelope, mechanism, data):
        box.logins.append((data.login.decode(), data.password.decode()))
        return AuthResult(success=data.password == b"s3cret", handled=False)

    controller = Controller(
        box,
        hostname="127.0.0.1",
        port=_free(),
        authenticator=login,
        auth_require_tls=security != "tls",
        **given,
        **more,
    )
    controller.start()
    return controller


def deliver(controller, alerts=None, lang="en", **options):
    port = controller.port
    given = {
        "host": "127.0.0.1",
        "port": str(port),
        "from": "Chuhai <a@example.org>",
        "to": "b@example.org, 李 <c@example.org>",
    }
    try:
        base.delivery("mail").send(alerts or [alert()], tools({**given, **options}, lang=lang))
    finally:
        controller.stop(no_assert=True)


def test_a_mail_arrives_as_text_and_html_with_its_quote_and_page():
    box = Postbox()
    deliver(server(box), [alert(1), alert(2)], security="none")
    (got,) = box.got
    assert got["Subject"] == "Hanlin Bio → Great Pharma: Upfront: $100m → $120m (and 1 more)"
    assert [a.addr_spec for a in got["To"].addresses] == ["b@example.org", "c@example.org"]
    for form in ("plain", "html"):
        text = got.get_body((form,)).get_content()
        assert "an upfront payment of $120 million" in text
        assert "https://example.com/filing?id=1" in text
    assert got["X-Chuhai-Alert"].split() == [alert(1).id, alert(2).id]


def test_sent_again_it_has_the_same_message_id():
    ids = []
    for _ in range(2):
        box = Postbox()
        deliver(server(box), security="none")
        ids.append(box.got[0]["Message-ID"])
    assert ids[0] == ids[1]
    assert ids[0].endswith("@example.org>")


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_under_tls_it_logs_in_and_delivers(certificate, trusting, security):
    box = Postbox()
    deliver(server(box, certificate, security), security=security, user="me", password="s3cret")
    assert box.logins == [("me", "s3cret")]
    assert len(box.got) == 1


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_that_no_one_trusts_is_refused_before_any_password(certificate, security):
    box = Postbox()
    with pytest.raises(DeliveryError, match="no sure connection"):
        deliver(server(box, certificate, security), security=security, user="me", password="s3cret")
    assert (box.logins, box.got) == ([], [])


def test_a_wrong_password_is_said_without_telling_it(certificate, trusting):
    with pytest.raises(DeliveryError, match="refuses the name or password") as caught:
        deliver(server(Postbox(), certificate, "starttls"), user="me", password="wr0ng")
    assert "wr0ng" not in str(caught.value)
    assert not caught.value.again


def test_no_password_goes_over_a_plain_connection():
    box = Postbox()
    with pytest.raises(DeliveryError, match="under TLS alone"):
        deliver(server(box), security="none", user="me", password="s3cret")
    assert box.logins == []


def test_a_server_without_starttls_gets_nothing():
    box = Postbox()
    with pytest.raises(DeliveryError, match="offers no starttls"):
        deliver(server(box))
    assert box.got == []


@pytest.mark.parametrize(("answer", "again"), [("451 later", True), ("554 no", False)])
def test_a_refusal_says_whether_to_try_again(answer, again):
    with pytest.raises(DeliveryError) as caught:
        deliver(server(Postbox(answer)), security="none")
    assert caught.value.again is again


def test_a_server_that_is_not_there_is_said():
    controller = server(Postbox())
    port = controller.port
    controller.stop(no_assert=True)
    given = {"host": "127.0.0.1", "port": str(port), "from": "a@example.org", "to": "b@example.org", "security": "none"}
    with pytest.raises(DeliveryError, match="can't be reached") as caught:
        base.delivery("mail").send([alert()], tools(given))
    assert caught.value.again


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"to": "nobody"}, "no mail address"),
        ({"security": "maybe"}, "one of starttls"),
        ({"port": "many"}, "no number"),
    ],
)
def test_what_can_not_be_sent_is_said(options, message):
    given = {
        "host": "127.0.0.1",
        "port": "1",
        "from": "a@example.org",
        "to": "b@example.org",
        "security": "none",
        **options,
    }
    with pytest.raises(DeliveryError, match=message):
        base.delivery("mail").send([alert()], tools(given))


def test_a_title_can_add_no_header_nor_receiver():
    box = Postbox()
    deliver(server(box), [alert(1, "x\r\nBcc: victim@example.org\r\n\r\nbody")], security="none")
    (got,) = box.got
    assert got["Bcc"] is None
    assert got["Subject"] == "x Bcc: victim@example.org body"
