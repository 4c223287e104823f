"""The textbook way of the requests: ORM objects loaded when touched, `Schema.dump`, OFFSET.

As the tutorials of Flask, SQLAlchemy and marshmallow have it, on our tables and with our schemas.
"""

from __future__ import annotations

from flask import Flask, Response, jsonify, request
from sqlalchemy import select

from benchmarks.textbook_models import Goal, GoalLink, Output, db
from importers.identifiers import normalise_doi
from registry.catalogue.schemas import ListedSchema, WholeSchema


def application(url: str) -> Flask:
    """An app with the three views."""
    app = Flask("textbook")
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    db.init_app(app)
    app.add_url_rule("/outputs", view_func=outputs)
    app.add_url_rule("/outputs/<int:output_id>", view_func=output)
    app.add_url_rule("/outputs/doi/<path:doi>", view_func=by_doi)
    return app


def outputs() -> Response:
    wanted = select(Output)
    if year := request.args.get("year", type=int):
        wanted = wanted.where(Output.year == year)
    if goal := request.args.get("goal"):
        wanted = wanted.where(Output.links.any(GoalLink.goal.has(Goal.code == goal)))
    page = db.paginate(
        wanted.order_by(Output.year.desc(), Output.id.desc()),
        per_page=request.args.get("limit", 50, type=int),
        count=False,
    )
    return jsonify(items=ListedSchema(many=True).dump(page.items), page=page.page)


def output(output_id: int) -> Response:
    return jsonify(WholeSchema().dump(db.get_or_404(Output, output_id)))


def by_doi(doi: str) -> Response:
    wanted = select(Output).filter_by(doi=normalise_doi(doi))
    return jsonify(WholeSchema().dump(db.first_or_404(wanted)))
