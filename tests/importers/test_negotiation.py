from __future__ import annotations

import datetime as dt
import ipaddress
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from config import BadSetting, Config
from importers.errors import BadAnswer, Blocked, ForeignRedirect, TemporarilyUnavailable, WrongWork
from importers.fetched import Outcome
from importers.limits import MemoryLimitStore
from importers.negotiation import NegotiationSource
from tests.importers.conftest import MAILTO
from tests.makers.services import CSL, make_csl, services


@pytest.fixture
def api():
    with services() as book:
        yield book


@pytest.fixture
def source():
    made = []

    def make(url, **options):
        settings = {"mailto": MAILTO, "limit_store": MemoryLimitStore(), "backoff": 0.01}
        made.append(NegotiationSource(url, **settings | options))
        return made[-1]

    yield make
    for one in made:
        one.door.session.close()


def test_the_resolver_leads_to_the_agencys_description(api, source):
    api.csl["10.5555/a#b"] = make_csl("10.5555/A#b")
    fetched = source(f"{api.url}/resolver").fetch("doi:10.5555/A#b")
    assert (fetched.outcome, fetched.source) == (Outcome.FOUND, "csl")
    assert fetched.message["title"] == "Sample article 10.5555/A#b"
    assert fetched.address == f"{api.url}/resolver/service/10.5555%2Fa%23b"
    assert {headers["Accept"] for headers in api.seen} == {CSL}
    assert api.asked[0] == "/resolver/10.5555%2Fa%23b"


@pytest.mark.parametrize(
    "page", ["https://journal.example/a", "http://127.0.0.1:9/a", "http://169.254.169.254/latest"]
)
def test_a_page_for_readers_is_not_followed(api, source, page):
    api.landing["10.5555/a"] = page
    fetched = source(f"{api.url}/resolver").fetch("10.5555/a")
    assert (fetched.outcome, fetched.message, fetched.error) == (Outcome.OTHER_AGENCY, None, None)
    assert api.asked == ["/resolver/10.5555%2Fa"]


def test_what_the_resolver_does_not_know_says_nothing_here(api, source):
    assert source(f"{api.url}/resolver").fetch("10.5555/a").outcome is Outcome.OTHER_AGENCY


def test_an_agency_without_the_form_says_nothing(api, source):
    api.script = [406]
    fetched = source(f"{api.url}/resolver").fetch("10.5555/a")
    assert (fetched.outcome, fetched.error) == (Outcome.OTHER_AGENCY, None)


@pytest.mark.parametrize(("status", "error"), [(503, TemporarilyUnavailable), (403, Blocked)])
def test_a_service_that_is_away_is_told_from_one_without_a_record(api, source, *, status, error):
    api.script = [status] * 6
    fetched = source(f"{api.url}/resolver").fetch("10.5555/a")
    assert type(fetched.error) is error


@pytest.mark.parametrize("item", [[], "x", {}, {"title": "Without a DOI"}, {"DOI": 7}])
def test_what_is_no_work_is_not_taken(api, source, item):
    api.csl["10.5555/a"] = item
    assert isinstance(source(f"{api.url}/resolver").fetch("10.5555/a").error, BadAnswer)


def test_another_work_is_refused(api, source):
    api.csl["10.5555/a"] = make_csl("10.5555/b")
    assert isinstance(source(f"{api.url}/resolver").fetch("10.5555/a").error, WrongWork)


def test_many_are_asked_one_by_one(api, source):
    api.csl |= {doi: make_csl(doi) for doi in ("10.5555/a", "10.5555/b")}
    dois = ["10.5555/a", "10.5555/B", "10.5555/c", "x", "10.5555/b"]
    fetched = [(one.doi, one.outcome) for one in source(f"{api.url}/resolver").fetch_many(dois)]
    assert sorted(fetched) == [
        ("10.5555/a", Outcome.FOUND),
        ("10.5555/b", Outcome.FOUND),
        ("10.5555/c", Outcome.OTHER_AGENCY),
        ("x", Outcome.INVALID),
    ]


# ---- hosts of agencies, by TLS


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for localhost that signs itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(_signs_certificates(), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "localhost.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.write_bytes(private + signed.public_bytes(serialization.Encoding.PEM))
    return path


def _signs_certificates():
    names = ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement")
    no = dict.fromkeys((*names, "crl_sign", "encipher_only", "decipher_only"), False)
    return x509.KeyUsage(digital_signature=True, key_cert_sign=True, **no)


@pytest.fixture
def agency(certificate):
    """An agency's service by TLS: its host, and the requests that reached it."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        log_message = staticmethod(lambda *_: None)

        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.send_header("Content-Type", CSL)
            self.end_headers()
            self.wfile.write(b'{"DOI": "10.5555/a", "title": "By TLS"}')

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"localhost:{server.server_port}", asked
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("address", ["https://{}/x?y=1", "http://{}/x?y=1", "//u:p@{}/x?y=1#z"])
def test_a_listed_host_is_asked_by_tls_whatever_the_redirect_says(
    api, source, agency, certificate, address
):
    host, asked = agency
    api.landing["10.5555/a"] = address.format(host)
    asking = source(f"{api.url}/resolver", hosts=frozenset({host}))
    asking.door.session.trust_env, asking.door.session.verify = False, str(certificate)
    fetched = asking.fetch("10.5555/a")
    assert fetched.error is None
    assert (fetched.outcome, fetched.message["title"]) == (Outcome.FOUND, "By TLS")
    assert fetched.address == f"https://{host}/x?y=1"
    assert asked == ["/x?y=1"]


def test_who_cannot_prove_to_be_a_listed_host_is_not_believed(api, source, agency):
    host, asked = agency
    api.landing["10.5555/a"] = f"https://{host}/x"
    fetched = source(f"{api.url}/resolver", hosts=frozenset({host})).fetch("10.5555/a")
    assert isinstance(fetched.error, TemporarilyUnavailable)
    assert asked == []


@pytest.mark.parametrize(
    "address", ["https://localhost:9/x", "https://127.0.0.1:{port}/x", "ftp://{host}/x"]
)
def test_a_host_is_listed_by_its_whole_name_and_port(api, source, agency, certificate, address):
    host, asked = agency
    api.landing["10.5555/a"] = address.format(host=host, port=host.rpartition(":")[2])
    asking = source(f"{api.url}/resolver", hosts=frozenset({host}))
    asking.door.session.trust_env, asking.door.session.verify = False, str(certificate)
    with pytest.raises(ForeignRedirect):
        asking.door.get("/10.5555%2Fa")
    assert asked == []


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "[::1]", "localhost", "10.0.0.1", "2130706433", "a.example:80", "A.b/c"]
)
def test_a_setting_lists_names_of_hosts_and_nothing_else(host):
    with pytest.raises(BadSetting, match="REGISTRY_NEGOTIATION_HOSTS"):
        Config.from_environ({"REGISTRY_NEGOTIATION_HOSTS": f"data.medra.org {host}"})
