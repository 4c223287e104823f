"""The ceiling of the requests: SQL by hand and orjson, in a WSGI application without a framework.

It checks nothing and knows no permissions; nobody could keep a registry written so.
"""

from __future__ import annotations

import base64
import importlib
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

import orjson

from importers.identifiers import normalise_doi
from registry.core.db import PRAGMAS
from registry.outputs.years import earliest

Start = Callable[..., Any]
Row = dict[str, Any]

LISTED = (
    *("id", "version", "kind", "work_type", "language", "title", "title_markup", "subtitle"),
    *("container_title", "volume", "issue", "pages", "article_number", "publisher", "doi"),
    *("dates", "year", "year_is_guess", "retracted", "sample", "byline_count"),
)
WHOLE = (
    *("original_title", "abstract", "short_container_title", "cited_by", "cited_by_at"),
    *("references_count", "details"),
)
PRINTED = ("position", "role", "printed", "is_group", "orcid", "orcid_authenticated")
PLACE = (*("id", "family", "given", "suffix", "sequence", "corresponding", "equal_contribution"),)
HOUSE = ("position", "name", "department", "place", "ror", "unit_id")
RELATION = (*("kind", "scheme", "value", "other_id", "asserted_by", "label", "date", "record_id"),)
MARK = ("role", "what", "type", "date", "sayers", "other_doi", "other_id")
JSON = frozenset({"dates", "details", "awards", "sayers"})
FLAGS = frozenset({"year_is_guess", "retracted", "sample", "is_group"})
MAYBE = frozenset({"orcid_authenticated", "corresponding", "equal_contribution"})

NAME = """(SELECT n."full" FROM researcher_name n WHERE n.researcher_id = r.id
 ORDER BY n.script <> '{}', CASE n.kind WHEN 'legal' THEN 0 WHEN 'pinyin' THEN 1 ELSE 2 END, n.id
 LIMIT 1)"""
AUTHORS = f"""SELECT c.output_id, r.id, {NAME.format("latin")}, {NAME.format("hanzi")}, b.position
 FROM claim c JOIN researcher r ON r.id = c.researcher_id JOIN byline b ON b.id = c.byline_id
 WHERE c.output_id IN (:keys) AND c.state = 'confirmed' AND r.visible AND r.merged_into_id IS NULL
 ORDER BY c.output_id, b.position"""
BADGES = """SELECT l.output_id, l.id, g.code, COALESCE(s.code, g.code),
 COALESCE(s.title_en, g.title_en), COALESCE(s.title_zh, g.title_zh), l.is_primary
 FROM goal_link l JOIN goal g ON g.id = l.goal_id LEFT JOIN sub_aim s ON s.id = l.sub_aim_id
 WHERE l.output_id IN (:keys) ORDER BY l.is_primary DESC, g.code, l.id"""
SERVES = """EXISTS (SELECT 1 FROM goal_link l JOIN goal g ON g.id = l.goal_id
 WHERE l.output_id = output.id AND g.code = ?)"""


class Ceiling:
    """The WSGI application over one connection."""

    def __init__(self, url: str) -> None:
        self.on_postgres = url.startswith("postgresql")
        self.connection = _postgres(url) if self.on_postgres else _sqlite(url)

    def __call__(self, environ: Row, start: Start) -> list[bytes]:
        path = environ["PATH_INFO"].removeprefix("/api/v1/outputs")
        if not path:
            asked = parse_qs(environ["QUERY_STRING"])
            said = self.page({name: values[0] for name, values in asked.items()})
        elif path.startswith("/doi/"):
            said = self.one("doi", normalise_doi(path.removeprefix("/doi/")))
        else:
            said = self.one("id", int(path[1:]))
        body = orjson.dumps(said)
        length = str(len(body))
        start("200 OK", [("Content-Type", "application/json"), ("Content-Length", length)])
        return [body]

    def page(self, asked: dict[str, str]) -> Row:
        """A page of the list, the next one by cursor."""
        values: list[Any] = []
        conditions, limit = ["1 = 1"], int(asked["limit"])
        if "year" in asked:
            conditions.append("year = ?")
            values.append(int(asked["year"]))
        if "goal" in asked:
            conditions.append(SERVES)
            values.append(asked["goal"])
        if "cursor" in asked:
            conditions.append("(year, id) < (?, ?)")
            values += orjson.loads(base64.urlsafe_b64decode(asked["cursor"] + "=="))[1:]
        found = self.rows(
            f"""SELECT {_columns(LISTED)} FROM output WHERE {" AND ".join(conditions)}
             ORDER BY year DESC, id DESC LIMIT {limit + 1}""",
            values,
        )
        rows = [_named(LISTED, row) for row in found[:limit]]
        self._join(rows)
        more = cursor(rows[-1]["year"], rows[-1]["id"]) if len(found) > limit else None
        return {"items": rows, "next": more}

    def _join(self, rows: Sequence[Row]) -> None:
        keys = [row["id"] for row in rows]
        bylines = self._of(
            f"""SELECT output_id, {_columns(PRINTED)} FROM byline
             WHERE output_id IN (:keys) AND position <= 10 ORDER BY output_id, position""",
            keys,
        )
        authors, badges = self._of(AUTHORS, keys), self._of(BADGES, keys)
        for row in rows:
            key = row["id"]
            row["byline"] = [_named(PRINTED, place) for place in bylines.get(key, ())]
            row.update(_joined(authors.get(key, ()), badges.get(key, ())))

    def one(self, column: str, value: object) -> Row:
        """One output whole."""
        columns = (*LISTED, *WHOLE)
        statement = f"SELECT {_columns(columns)} FROM output WHERE {column} = ?"
        found = self.rows(statement, [value])[0]
        row = _named(columns, found)
        key = [row["id"]]
        row["date"] = earliest(orjson.loads(found[columns.index("dates")])).date
        if row["cited_by_at"]:
            row["cited_by_at"] = _moment(row["cited_by_at"])
        row["byline"] = self._places(row["id"])
        row["identifiers"] = self._parts("output_identifier", ("scheme", "value"), key)
        row["funders"] = self._parts("output_funder", ("name", "identifier", "awards"), key)
        row["relations"] = self._parts("output_relation", RELATION, key)
        row["corrections"] = self._parts("output_mark", MARK, key, order="date DESC, id DESC")
        authors, badges = self._of(AUTHORS, key), self._of(BADGES, key)
        return row | _joined(authors.get(key[0], ()), badges.get(key[0], ()))

    def _places(self, output_id: int) -> list[Row]:
        columns = (*PRINTED, *PLACE)
        houses = self._of(
            f"""SELECT byline_id, {_columns(HOUSE, "a.")} FROM byline_affiliation a
             JOIN byline b ON b.id = a.byline_id WHERE b.output_id IN (:keys) AND b.position <= 30
             ORDER BY byline_id, a.position""",
            [output_id],
        )
        found = self.rows(
            f"""SELECT {_columns(columns)} FROM byline
             WHERE output_id = ? AND position <= 30 ORDER BY position""",
            [output_id],
        )
        rows = [_named(columns, place) for place in found]
        for row in rows:
            row["affiliations"] = [_named(HOUSE, house) for house in houses.get(row["id"], ())]
        return rows

    def _parts(
        self, table: str, columns: tuple[str, ...], key: list[int], *, order: str = "id"
    ) -> list[Row]:
        statement = f"SELECT {_columns(columns)} FROM {table} WHERE output_id = ? ORDER BY {order}"
        return [_named(columns, row) for row in self.rows(statement, key)]

    def _of(self, statement: str, keys: Sequence[int]) -> dict[int, list[Any]]:
        """Rows by their first column."""
        found: dict[int, list[Any]] = {}
        for key, *values in self.rows(statement.replace(":keys", ", ".join("?" * len(keys))), keys):
            found.setdefault(key, []).append(values)
        return found

    def rows(self, statement: str, values: Iterable[Any]) -> list[Any]:
        """The rows of a statement whose places are question marks."""
        if self.on_postgres:
            statement = statement.replace("?", "%s")
        return list(self.connection.execute(statement, tuple(values)).fetchall())


def cursor(year: int, key: int) -> str:
    """What our lists call the place after this row."""
    return base64.urlsafe_b64encode(orjson.dumps([">", year, key])).decode().rstrip("=")


def _joined(authors: Iterable[Any], badges: Iterable[Any]) -> Row:
    author = ("id", "name_en", "name_zh", "position")
    badge = ("link_id", "goal_code", "code", "title_en", "title_zh")
    return {
        "researchers": [dict(zip(author, row, strict=True)) for row in authors],
        "goals": [dict(zip(badge, row[:-1], strict=True), primary=bool(row[-1])) for row in badges],
    }


def _columns(names: Iterable[str], of: str = "") -> str:
    return ", ".join(f"CAST({of}{n} AS TEXT)" if n in JSON else f"{of}{n}" for n in names)


def _named(columns: Sequence[str], row: Sequence[Any]) -> Row:
    found = dict(zip(columns, row, strict=True))
    for name in columns:
        if name in JSON:
            found[name] = orjson.Fragment(found[name])
        elif name in FLAGS or (name in MAYBE and found[name] is not None):
            found[name] = bool(found[name])
    return found


def _moment(value: datetime | str) -> str:
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment.replace(tzinfo=UTC).isoformat()


def _sqlite(url: str) -> Any:
    connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    for pragma in PRAGMAS:
        connection.execute(pragma)
    return connection


def _postgres(url: str) -> Any:
    address = url.replace("postgresql+psycopg://", "postgresql://")
    psycopg = importlib.import_module("psycopg")
    return psycopg.connect(address, autocommit=True, prepare_threshold=0)
