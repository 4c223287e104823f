"""The application.

Which domains there are, what follows which fact, and how they become one Flask app.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable
from types import ModuleType
from typing import Any

from flask import Flask
from flask_babel import Babel
from sqlalchemy.engine import make_url

from config import Config
from registry.accounts.api import current_actor as current_account
from registry.core import db as database
from registry.core import facts, keys, logs, unit_of_work
from registry.core.db import db
from registry.core.errors import N_
from registry.core.facts import Fact
from registry.core.web import addresses, openapi, problems, shell
from registry.core.web.downloads import RequestInMemory
from registry.core.web.requests import csrf, current_locale, set_actor_loader
from registry.core.web.shell import Place
from registry.intake.limits import DatabaseLimitStore
from registry.jobs import service as jobs
from registry.operations.notices import NOTICES
from registry.policy import Permission as P

DOMAINS = (
    "audit",
    "jobs",
    "accounts",
    "people",
    "talent",
    "sheets",
    "outputs",
    "claims",
    "studies",
    "corrections",
    "intake",
    "goals",
    "reports",
    "catalogue",
    "privacy",
    "operations",
    "demo",
)
"""Every domain, lowest first.

What a domain has is found by the names of its modules: models, api, pages, cli, tasks.
"""

REACTIONS: dict[str, tuple[str, ...]] = {
    "outputs.facts.OutputsFiled": ("claims.suggest_for_outputs", "studies.suggest"),
    "outputs.facts.OutputRefreshed": ("claims.suggest_for_outputs", "studies.suggest"),
    "outputs.facts.OutputsGone": ("studies.mend",),
    "outputs.facts.OutputsMarked": ("corrections.tell",),
    "claims.facts.ClaimDecided": ("corrections.tell_claimant",),
    "claims.facts.IdentifierAnswered": ("claims.suggest_for_researcher",),
    "people.facts.ResearcherChanged": ("claims.suggest_for_researcher",),
    "people.facts.ResearchersMerged": ("claims.suggest_for_merged",),
}
"""Fact (`domain.facts.Name`) -> jobs (`domain.task`) that follow it.

Enqueued in the same transaction.
"""

NIGHTLY: tuple[str, ...] = ("intake.refresh", "talent.remind")
"""Jobs (`domain.task`, without arguments) of every night, at the time of `REGISTRY_NIGHTLY_AT`."""

NAVIGATION = (
    Place(N_("Home"), "catalogue.home", P.HOME_READ),
    Place(N_("Outputs"), "catalogue.outputs", P.OUTPUT_READ),
    Place(N_("Researchers"), "people.list", P.RESEARCHER_READ),
    Place(N_("Is this yours?"), "claims.inbox", P.CLAIM_INBOX),
    Place(
        *(N_("Curation of claims"), "claims.curate", P.CLAIM_SETTLE),
        also=("claims.unchecked_facts",),
    ),
    Place(N_("One study, one count"), "studies.list", P.STUDY_SETTLE),
    Place(
        N_("Recruits"),
        "talent.hires",
        P.HIRE_LIST,
        also=("talent.headcount.read", "talent.funding.totals"),
    ),
    Place(N_("Programs"), "talent.programs.list", P.PROGRAM_READ),
    Place(N_("Goals"), "goals.list", P.GOAL_READ),
    Place(N_("Annual report"), "reports.latest", P.REPORT_READ),
    Place(N_("Imports"), "intake.list", P.IMPORT_LIST),
    Place(N_("Accounts"), "accounts.accounts", P.ACCOUNT_READ),
    Place(
        N_("Privacy"),
        "privacy.overview",
        P.RETENTION_READ,
        also=("privacy.erasures", "privacy.kept_for"),
    ),
    Place(N_("Audit trail"), "audit.trail", P.AUDIT_READ),
)
"""The places of the navigation, in order; each is shown to those who have its permission."""

LINKS = {
    "home_url": "catalogue.home",
    "search_url": "catalogue.outputs",
    "sign_out_url": "accounts.sign_out",
    "docs_url": "operations.docs",
}
"""Addresses that every page knows."""


def create_app(config: Config) -> Flask:
    """The registry as a WSGI app."""
    app = Flask("registry", static_folder="static", template_folder="templates")
    app.request_class = RequestInMemory
    app.config.from_mapping(_flask_settings(config))
    app.extensions["registry_config"] = config
    app.extensions["field_keys"] = keys.FieldKeys(config.keys, config.data_dir)
    logs.configure(config.log_level)
    addresses.register(app)
    _extensions(app)
    _domains(app)
    _reactions()
    app.extensions |= {"navigation": NAVIGATION, "notices": NOTICES, "links": LINKS}
    app.extensions |= {"nightly": NIGHTLY, "limit_store": DatabaseLimitStore()}
    set_actor_loader(app, current_account)
    problems.register(app)
    shell.register(app, config)
    return app


def _flask_settings(config: Config) -> dict[str, Any]:
    url = make_url(config.sqlalchemy_url)
    return {
        "SECRET_KEY": keys.secret(config.secret_key, config.data_dir, "secret-key"),
        "SQLALCHEMY_DATABASE_URI": url,
        "SQLALCHEMY_ENGINE_OPTIONS": database.engine_options(config.sqlalchemy_url),
        "MAX_CONTENT_LENGTH": config.max_body_mb * 2**20,
        "MAX_FORM_PARTS": 2000,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SECURE": config.secure_cookies,
        "WTF_CSRF_CHECK_DEFAULT": False,
        "WTF_CSRF_TIME_LIMIT": None,
        "BABEL_DEFAULT_LOCALE": "en",
        "BABEL_DEFAULT_TIMEZONE": "Asia/Shanghai",
        **openapi.SETTINGS,
    }


def _extensions(app: Flask) -> None:
    db.init_app(app)
    Babel(app, locale_selector=current_locale)
    csrf.init_app(app)
    with app.app_context():
        database.prepare(db.engine, unit_of_work.is_open)
    unit_of_work.guard(db.session)


def _domains(app: Flask) -> None:
    api = openapi.QuietApi(app)
    openapi.describe(api)
    for name in DOMAINS:
        for part in ("models", "tasks"):
            _module(name, part)
        if routes := _module(name, "api"):
            for resource in routes.RESOURCES:
                api.register_blueprint(resource.blueprint)
        if pages := _module(name, "pages"):
            app.register_blueprint(pages.pages.blueprint)
    openapi.finish(api)


def _module(domain: str, part: str) -> ModuleType | None:
    name = f"registry.{domain}.{part}"
    return importlib.import_module(name) if importlib.util.find_spec(name) else None


def _reactions() -> None:
    facts.forget()
    for path, kinds in REACTIONS.items():
        module, _, name = f"registry.{path}".rpartition(".")
        fact_type = getattr(importlib.import_module(module), name)
        for kind in kinds:
            facts.react(fact_type, _enqueue(jobs.enqueue, kind))


def _enqueue(enqueue: Callable[..., Any], kind: str) -> Callable[[Fact], None]:
    return lambda fact: enqueue(kind, dict(vars(fact)))
