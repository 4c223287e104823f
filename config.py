"""Every setting of the registry, one line each; the only reader of the environment."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field, fields
from datetime import time
from pathlib import Path
from typing import Any

_NAME_OF_HOST = re.compile(r"(?:[a-z0-9]+(?:-+[a-z0-9]+)*\.)+[a-z]{2,63}")
"""No address in numbers and none of this machine or network: a setting cannot lead inside."""


class BadSetting(SystemExit):
    """A setting in the environment cannot be used; the message names it and its value."""


def setting(default: Any, why: str) -> Any:
    """A dataclass field that says why the setting exists; the README's table repeats it."""
    return field(default=default, metadata={"why": why})


@dataclass(frozen=True, kw_only=True)
class Config:
    """The settings; field `x_y` is read from the environment as `REGISTRY_X_Y`."""

    data_dir: Path = setting(Path("var"), "folder of the SQLite file, the keys and the secret")
    database_url: str = setting("", "SQLAlchemy URL; empty: SQLite in the data folder")
    keys: str = setting(
        "", "field keys, `id:base64` separated by blanks, newest first; empty: a file"
    )
    secret_key: str = setting("", "signs cookies and cursors; empty: a file in the data folder")
    host: str = setting("127.0.0.1", "address that `registry serve` binds")
    port: int = setting(8000, "port that `registry serve` binds")
    public_url: str = setting("", "address put into mails and links; empty: http://host:port")
    trusted_proxies: int = setting(
        0, "number of reverse proxies in front, whose headers are believed"
    )
    secure_cookies: bool = setting(False, "set it behind HTTPS: cookies travel over TLS alone")
    web_processes: int = setting(1, "web processes of `registry serve`")
    institute_en: str = setting("Quantum Research Institute", "name of the institute, in English")
    institute_zh: str = setting("量子研究院", "name of the institute, in Chinese")
    institute_ror: str = setting("", "ROR ID of the institute, if it has one")
    institute_city: str = setting("", "city of the institute, in English; ORCID asks for it")
    institute_country: str = setting("CN", "country of the institute, as its two letters")
    crossref_url: str = setting("https://api.crossref.org", "base address of the Crossref REST API")
    crossref_mailto: str = setting(
        "", "contact told to Crossref (polite pool), DataCite and ORCID; empty: the public pool"
    )
    datacite_url: str = setting("https://api.datacite.org", "base address of the DataCite REST API")
    orcid_url: str = setting("https://pub.orcid.org", "base address of the ORCID public API")
    orcid_client_id: str = setting(
        "", "client of the institute at ORCID; empty: no iD is connected, nobody signs in with one"
    )
    orcid_client_secret: str = setting("", "secret of that client")
    orcid_sign_in_url: str = setting("https://orcid.org", "where people sign in at ORCID")
    orcid_member_url: str = setting(
        "", "base address of the ORCID member API; empty: no employment is sent"
    )
    check_claims: bool = setting(False, "a second person looks at each claim that was confirmed")
    resolver_url: str = setting("https://doi.org", "DOI resolver, asked where neither has a work")
    negotiation_hosts: str = setting(
        "api.datacite.org data.crosscite.org data.datacite.org data.medra.org",
        "hosts of agencies that the resolver may lead to, separated by blanks",
    )
    refresh_days: int = setting(30, "publications are asked for again after so many days")
    smtp_host: str = setting("", "mail server; empty: nothing is mailed, links are shown")
    smtp_port: int = setting(587, "port of the mail server")
    smtp_user: str = setting("", "user at the mail server")
    smtp_password: str = setting("", "password at the mail server")
    smtp_from: str = setting("", "sender of mails")
    smtp_tls: bool = setting(True, "STARTTLS with a checked certificate")
    nightly_at: time = setting(
        time(18, 30), "time of day (UTC) of the nightly work; 18:30 is 02:30 in Shenzhen"
    )
    remind_days: int = setting(14, "HR is reminded so many days before a day that a hire must keep")
    keep_candidates_months: int = setting(
        24, "private fields of somebody who was not hired are due to go after so many months"
    )
    keep_leavers_years: int = setting(
        5, "private fields of somebody who left are due to go after so many years"
    )
    audit_heads: str = setting(
        "", "file that keeps the ends of the audit chain; empty: a file in the data folder"
    )
    max_body_mb: int = setting(25, "largest request body, in MiB")
    session_hours: int = setting(12, "a sign-in ends after so many hours without a request")
    log_level: str = setting("INFO", "lowest level that is logged")

    def __post_init__(self) -> None:
        for host in self.negotiation_hosts.split():
            if not _NAME_OF_HOST.fullmatch(host):
                name = variable("negotiation_hosts")
                raise BadSetting(f"{name}={host!r}: a host has a name such as data.crosscite.org")

    @classmethod
    def from_environ(cls, environ: dict[str, str] | None = None) -> Config:
        """Read what is set; unset or empty means the default. Raises BadSetting."""
        source = os.environ if environ is None else environ
        found = {f.name: source.get(variable(f.name), "") for f in fields(cls)}
        given = {
            f.name: _convert(variable(f.name), found[f.name], type(f.default))
            for f in fields(cls)
            if found[f.name] != ""
        }
        return cls(**given)

    @property
    def sqlalchemy_url(self) -> str:
        """The database address in force."""
        return self.database_url or f"sqlite:///{self.data_dir.resolve() / 'registry.sqlite3'}"

    @property
    def orcid_is_set_up(self) -> bool:
        """Whether iDs are connected and people sign in with them."""
        return bool(self.orcid_client_id and self.orcid_client_secret)

    @property
    def base_url(self) -> str:
        """The address that readers use, without a slash at its end."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")


def variable(name: str) -> str:
    """The environment variable of a setting."""
    return f"REGISTRY_{name.upper()}"


def _convert(name: str, text: str, kind: type) -> Any:
    if kind is bool:
        known = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
        if text.lower() not in known:
            raise BadSetting(f"{name}={text!r}: say 1 or 0")
        return known[text.lower()]
    if kind is int:
        if not text.isascii() or not text.isdigit():
            raise BadSetting(f"{name}={text!r}: a whole number is needed")
        return int(text)
    if kind is time:
        return _time(name, text)
    return Path(text) if issubclass(kind, Path) else text


def _time(name: str, text: str) -> time:
    if not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", text):
        raise BadSetting(f"{name}={text!r}: a time of day such as 18:30 is needed")
    return time.fromisoformat(text)
