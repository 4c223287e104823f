"""Questions and answers about identifiers as JSON, and one answer to many claims."""

from __future__ import annotations

from marshmallow import fields
from marshmallow.validate import Length

from registry.claims.decisions import MOST
from registry.claims.printed import SCHEMES
from registry.claims.schemas import MANY, ClaimSchema
from registry.core.fields import Choice, StrictSchema, Text, key

NOT_SURE = {"description": "null: not sure, asked last"}


class IdentifiersQuerySchema(StrictSchema):
    """Whose questions and answers; one's own where nobody is named."""

    researcher = key()


class ClaimIdentifierQuestionSchema(StrictSchema):
    """An identifier printed where open suggestions stand, and what an answer would settle."""

    scheme = Choice(SCHEMES)
    value = fields.String()
    papers = fields.Integer()
    spellings = fields.List(fields.String(), metadata={"description": "names printed beside it"})
    claims = fields.List(fields.Integer(), metadata={"description": "the open suggestions"})
    unsure_at = fields.DateTime(
        format="iso", allow_none=True, metadata={"description": "when it was put off"}
    )


class ClaimIdentifierSchema(StrictSchema):
    """What a researcher answered about an identifier."""

    id = fields.Integer()
    version = fields.Integer()
    scheme = Choice(SCHEMES)
    value = fields.String()
    is_theirs = fields.Boolean(allow_none=True, metadata=NOT_SURE)
    decided_at = fields.DateTime(format="iso")


class ClaimIdentifierBroughtSchema(StrictSchema):
    """An answer, and the papers that carry the identifier by what became of them."""

    identifier = fields.Nested(ClaimIdentifierSchema, attribute="row")
    confirmed = fields.Integer()
    open = fields.Integer()
    rejected = fields.Integer()


class ClaimIdentifiersSchema(StrictSchema):
    """What is asked about identifiers, and what was answered."""

    questions = fields.List(fields.Nested(ClaimIdentifierQuestionSchema))
    answers = fields.List(fields.Nested(ClaimIdentifierBroughtSchema))


class ClaimIdentifierAnswerSchema(IdentifiersQuerySchema):
    """An answer: whether the identifier is the researcher's; null puts the question off."""

    scheme = Choice(SCHEMES, required=True)
    value = Text(required=True, most=300)
    is_theirs = fields.Boolean(required=True, allow_none=True, metadata=NOT_SURE)


class ClaimIdentifierAnsweredSchema(StrictSchema):
    """An answer, the claims that it settled, and how many suggestions it dropped."""

    identifier = fields.Nested(ClaimIdentifierSchema, attribute="row")
    claims = fields.List(fields.Nested(ClaimSchema))
    dropped = fields.Integer()


class ClaimDecisionsSchema(StrictSchema):
    """One answer to many claims: to all of them, or to none."""

    claims = fields.List(key(), required=True, validate=Length(1, MOST))
    decision = Choice(MANY, required=True)
