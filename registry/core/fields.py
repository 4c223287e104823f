"""marshmallow fields and checks of the registry.

What comes in is clean text, known values and partial dates.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext
from marshmallow import RAISE, Schema, ValidationError, fields, missing

from importers.identifiers import InvalidIdentifier, normalise_doi, normalise_orcid, normalise_ror
from importers.records import PartialDate
from registry.core.errors import N_
from registry.core.listing import DEFAULT, MOST

LOCALES = ("en", "zh")
"""The languages of the registry."""

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")

SENTENCES = (
    N_("Missing data for required field."),
    N_("Field may not be null."),
    N_("Unknown field."),
    N_("Invalid input type."),
    N_("Not a valid string."),
    N_("Not a valid integer."),
    N_("Not a valid number."),
    N_("Not a valid boolean."),
    N_("Not a valid list."),
    N_("Not a valid mapping type."),
    N_("Not a valid date."),
    N_("Not a valid email address."),
    N_("Not a valid URL."),
    N_("Invalid type."),
)
"""What marshmallow says by itself; here so that the catalogue has them."""


class StrictSchema(Schema):
    """The root of all schemas: fields are listed by hand, unknown ones are refused."""

    class Meta:
        """Refuse what is not listed; keep the order of the class."""

        unknown = RAISE


class ListQuerySchema(StrictSchema):
    """Parameters that every list understands."""

    limit = fields.Integer(
        load_default=DEFAULT, strict=False, validate=lambda n: between(n, 1, MOST)
    )
    cursor = fields.String(load_default=None)
    total = fields.Boolean(load_default=False, metadata={"description": "count the whole list"})


def refused(field: fields.Field[Any], key: str, **places: Any) -> ValidationError:
    """The error of a field under this key, in the reader's language."""
    sentence = field.error_messages[key]
    return ValidationError(gettext(sentence, **places))


class Text(fields.String):
    """Text of one or more lines.

    NFC, trimmed, lines parted by a line feed, without control characters, at most `most`
    characters, not blank if required.
    """

    default_error_messages = {  # noqa: RUF012
        "control": N_("Control characters are not allowed."),
        "blank": N_("This may not be empty."),
        "long": N_("At most %(most)s characters are allowed."),
    }

    def __init__(self, most: int = 500, **options: Any) -> None:
        self.most = most
        super().__init__(**options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kw: Any) -> str:
        given = super()._deserialize(value, attr, data, **kw)
        lines = given.replace("\r\n", "\n").replace("\r", "\n")
        text = unicodedata.normalize("NFC", lines).strip()
        if CONTROL.search(text):
            raise refused(self, "control")
        if self.required and not text:
            raise refused(self, "blank")
        if len(text) > self.most:
            raise refused(self, "long", most=self.most)
        return text


class Choice(fields.String):
    """One word out of a closed list."""

    default_error_messages = {  # noqa: RUF012
        "choice": N_("Choose one of: %(choices)s."),
    }

    def __init__(self, choices: Any, **options: Any) -> None:
        self.choices = tuple(str(c) for c in choices)
        nullable = options.get("allow_none") or options.get("load_default", missing) is None
        shown = [*self.choices, None] if nullable else list(self.choices)
        options.setdefault("metadata", {}).setdefault("enum", shown)
        super().__init__(**options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kw: Any) -> str:
        if value not in self.choices:
            shown = ", ".join(self.choices)
            raise refused(self, "choice", choices=shown)
        return str(value)


class Upload(fields.Field[Any]):
    """A file sent with a form (multipart/form-data): it has `filename` and `stream`."""

    default_error_messages = {  # noqa: RUF012
        "upload": N_("Send a file here, in a form (multipart/form-data).")
    }

    def __init__(self, **options: Any) -> None:
        options.setdefault("metadata", {}).update({"type": "string", "format": "binary"})
        super().__init__(**options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kw: Any) -> Any:
        if not getattr(value, "filename", None):
            raise refused(self, "upload")
        return value


class PartialDateField(fields.Field[PartialDate]):
    """A date that may lack month or day: `2023`, `2023-02`, `2023-02-07`."""

    default_error_messages = {  # noqa: RUF012
        "partial": N_("Write the date as 2023, 2023-02 or 2023-02-07.")
    }

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kw: Any) -> str | None:
        return None if value is None else str(value)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kw: Any) -> PartialDate:
        try:
            return PartialDate.parse(value)
        except (TypeError, ValueError):
            raise refused(self, "partial") from None


class IdentifierField(Text):
    """An identifier in its normal form; `normalise` decides and raises InvalidIdentifier."""

    def __init__(self, normalise: Callable[[str], str], sentence: str, **options: Any) -> None:
        self.normalise = normalise
        self.sentence = sentence
        super().__init__(most=2048, **options)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kw: Any) -> str:
        text = super()._deserialize(value, attr, data, **kw)
        try:
            return self.normalise(text) if text or self.required else text
        except InvalidIdentifier:
            raise ValidationError(gettext(self.sentence)) from None


def doi(**options: Any) -> IdentifierField:
    """A DOI, as a URL, with `doi:` or bare."""
    return IdentifierField(
        normalise_doi,
        N_("This is not a DOI. A DOI looks like 10.1038/s41586-023-05784-4."),
        **options,
    )


def orcid(**options: Any) -> IdentifierField:
    """An ORCID iD, its check digit checked."""
    return IdentifierField(
        normalise_orcid,
        N_("This is not an ORCID iD: its 16 characters or its check digit are wrong."),
        **options,
    )


def ror(**options: Any) -> IdentifierField:
    """A ROR ID."""
    return IdentifierField(normalise_ror, N_("This is not a ROR ID."), **options)


def between(number: float, least: float, most: float) -> None:
    """Raise ValidationError unless least <= number <= most."""
    if not least <= number <= most:
        raise ValidationError(
            gettext("A number from %(least)s to %(most)s is needed.", least=least, most=most)
        )


def year(**options: Any) -> fields.Integer:
    """A calendar year between 1900 and 2200."""
    return fields.Integer(strict=False, validate=lambda n: between(n, 1900, 2200), **options)


def key(**options: Any) -> fields.Integer:
    """The key of a row: a whole number from 1 to 2**31 - 1."""
    return fields.Integer(validate=lambda n: between(n, 1, 2**31 - 1), **options)


def locate(messages: Mapping[Any, Any], path: str = "") -> dict[str, list[str]]:
    """Marshmallow's nested messages as `{"names.0.family": [sentence]}`, translated."""
    flat: dict[str, list[str]] = {}
    for name, value in messages.items():
        inner = f"{path}.{name}" if path else str(name)
        if isinstance(value, Mapping):
            flat |= locate(value, inner)
        else:
            sentences = value if isinstance(value, list) else [value]
            flat[inner.removesuffix("._schema")] = [gettext(str(s)) for s in sentences]
    return flat
