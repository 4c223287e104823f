"""What goes in and out about goals and links."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from marshmallow import ValidationError, fields, validate, validates_schema

from registry.core.errors import N_
from registry.core.fields import Choice, ListQuerySchema, StrictSchema, Text, key, year
from registry.goals.items import ItemKind
from registry.goals.models import EvidenceKind, Translation
from registry.goals.work_list import KINDS

MOST_EVIDENCE = 6
NO_GOAL = N_("Choose a goal or a sub-aim.")
NO_STATEMENT = N_("Say in a sentence what the contribution to the goal is.")


class SubAimSchema(StrictSchema):
    """A part of a goal."""

    code = fields.String()
    title_en = fields.String()
    title_zh = fields.String()
    translation = fields.String()


class GoalSchema(StrictSchema):
    """A goal; `translation` says how far the Chinese wording is official."""

    code = fields.String()
    title_en = fields.String()
    title_zh = fields.String()
    translation = fields.String()
    statement = fields.String()
    statement_zh = fields.String()
    keywords_en = fields.List(fields.String(), attribute="words_en")
    keywords_zh = fields.List(fields.String(), attribute="words_zh")
    sub_aims = fields.List(fields.Nested(SubAimSchema))
    version = fields.Integer()


class WordingSchema(StrictSchema):
    """Titles and statements of a goal."""

    title_en = Text(most=300, required=True)
    title_zh = Text(most=300, required=True)
    translation = Choice(Translation)
    statement = Text(most=5000, required=True)
    statement_zh = Text(most=5000, load_default="")


class GoalFormSchema(WordingSchema):
    """The wording of a goal as a form: keywords in one text, blank means none."""

    translation = Choice(Translation, required=True)
    keywords_en = Text(most=5000, load_default="")
    keywords_zh = Text(most=5000, load_default="")


class GoalPatchSchema(WordingSchema):
    """Change some of the wording of a goal."""

    keywords_en = fields.List(Text(most=100, required=True))
    keywords_zh = fields.List(Text(most=100, required=True))

    def __init__(self, **options: Any) -> None:
        super().__init__(**options | {"partial": True})


class GoalCountsSchema(StrictSchema):
    """How many items a goal or sub-aim has; hires only for those who may list them."""

    code = fields.String()
    outputs = fields.Integer()
    hires = fields.Integer(allow_none=True)
    researchers = fields.Integer()
    units = fields.Integer()


class GoalItemSchema(StrictSchema):
    """An item by its key."""

    kind = Choice(ItemKind, required=True)
    id = key(required=True)


class NamedGoalItemSchema(StrictSchema):
    """An item with its title."""

    kind = fields.String()
    id = fields.Integer()
    title = fields.String()
    title_zh = fields.String()
    year = fields.Integer(allow_none=True)


class GoalEvidenceSchema(StrictSchema):
    """A proof: what it is, and where in it the proof stands."""

    kind = Choice(EvidenceKind, required=True, error_messages={"required": N_("Choose a kind.")})
    locator = Text(
        most=200,
        allow_none=True,
        load_default=None,
        metadata={"description": "page, figure or table"},
    )
    url = fields.Url(
        schemes={"http", "https"},
        allow_none=True,
        load_default=None,
        validate=validate.Length(max=2048),
    )
    note = Text(most=500, allow_none=True, load_default=None)
    confidential = fields.Boolean(load_default=False)

    @validates_schema
    def _says_where(self, data: dict[str, Any], **kw: Any) -> None:
        if not (data.get("locator") or data.get("url") or data.get("note")):
            sentence = N_("Say where it is: an address, a page or a figure, or a note.")
            raise ValidationError(gettext(sentence), "url")


class ContributorSchema(StrictSchema):
    """Whose contribution a statement tells."""

    id = fields.Integer()
    name = fields.String()
    name_zh = fields.String()


class GoalLinkSchema(StrictSchema):
    """A link; confidential evidence is counted, not shown."""

    id = fields.Integer()
    item = fields.Nested(GoalItemSchema, attribute="item_key")
    goal = fields.String(attribute="goal_code")
    sub_aim = fields.String(attribute="sub_aim_code", allow_none=True)
    primary = fields.Boolean(attribute="is_primary")
    statement = fields.String()
    state = fields.String()
    author_id = fields.Integer(allow_none=True)
    evidence = fields.Nested(GoalEvidenceSchema, many=True, attribute="open_evidence")
    confidential_evidence = fields.Integer(attribute="confidential_count")
    version = fields.Integer()


class ListedGoalLinkSchema(StrictSchema):
    """A link in a list, with the title of its item and the name of its author."""

    id = fields.Integer()
    item = fields.Nested(NamedGoalItemSchema, attribute="named_item")
    goal = fields.String(attribute="goal_code")
    sub_aim = fields.String(attribute="sub_aim_code", allow_none=True)
    primary = fields.Boolean(attribute="is_primary")
    statement = fields.String()
    state = fields.String()
    author = fields.Nested(ContributorSchema, attribute="public_author", allow_none=True)
    evidence = fields.Nested(GoalEvidenceSchema, many=True, attribute="open_evidence")
    confidential_evidence = fields.Integer(attribute="confidential_count")
    version = fields.Integer()


class LinkFormSchema(StrictSchema):
    """What a link says. `replace_primary`: the present primary link becomes secondary."""

    goal = Text(
        most=20,
        required=True,
        error_messages={"required": NO_GOAL, "null": NO_GOAL, "blank": NO_GOAL},
        metadata={"description": "code of a goal or sub-aim: G3, G3.1"},
    )
    primary = fields.Boolean(required=True)
    replace_primary = fields.Boolean(load_default=False)
    statement = Text(
        most=5000,
        required=True,
        error_messages={"required": NO_STATEMENT, "null": NO_STATEMENT, "blank": NO_STATEMENT},
    )
    evidence = fields.Nested(
        GoalEvidenceSchema,
        many=True,
        load_default=list,
        validate=validate.Length(max=MOST_EVIDENCE, error=N_("At most 6 proofs are allowed.")),
    )


class NewLinkFormSchema(LinkFormSchema):
    """A link of an item, and whose contribution it tells."""

    author_id = key(load_default=None, allow_none=True)


class NewGoalLinkSchema(NewLinkFormSchema):
    """A link to be made."""

    item = fields.Nested(GoalItemSchema, required=True)


class GoalLinkPatchSchema(LinkFormSchema):
    """Change a link; `evidence` replaces the whole list."""

    def __init__(self, **options: Any) -> None:
        names = ("goal", "primary", "replace_primary", "statement", "evidence")
        super().__init__(**options | {"partial": names})


class LinksQuerySchema(ListQuerySchema):
    """Which links of a goal."""

    kind = Choice(ItemKind, load_default=None)
    year = year(load_default=None)
    sub_aim = Text(most=20, load_default=None)


class MissingQuerySchema(ListQuerySchema):
    """Which items with no goal."""

    kind = Choice(KINDS, load_default=None)
