"""What goes in and out about accounts."""

from __future__ import annotations

from marshmallow import fields, validate

from registry.core.fields import LOCALES, Choice, ListQuerySchema, StrictSchema, Text, between
from registry.policy import Role, Scope


class AccountSchema(StrictSchema):
    """An account as administrators see it."""

    id = fields.Integer()
    email = fields.String()
    name = fields.String()
    state = fields.String()
    roles = fields.List(fields.String(), attribute="role_set_sorted")
    researcher_id = fields.Integer(allow_none=True)
    locale = fields.String(allow_none=True)
    version = fields.Integer()


class OwnAccountSchema(StrictSchema):
    """Who is signed in."""

    account_id = fields.Integer(allow_none=True)
    label = fields.String()
    roles = fields.List(fields.String())
    researcher_id = fields.Integer(allow_none=True)
    acts_for = fields.List(
        fields.Integer(), metadata={"description": "researchers whose deputy one is today"}
    )
    csrf_token = fields.String()


class InvitationSchema(StrictSchema):
    """Invite one."""

    email = fields.Email(required=True, validate=validate.Length(max=254))
    name = Text(most=200, load_default="")
    roles = fields.List(Choice(Role), load_default=list)


class InvitationsSchema(StrictSchema):
    """Invite many at once: one address a line, `address` or `Name <address>`."""

    addresses = Text(most=20_000, required=True)
    roles = fields.List(Choice(Role), load_default=list)


class InvitedSchema(StrictSchema):
    """An invitation with its one-time link, shown once."""

    account = fields.Nested(AccountSchema)
    link = fields.String()


class AccountChangesSchema(StrictSchema):
    """Change roles or let in and out."""

    roles = fields.List(Choice(Role))
    state = Choice(("active", "disabled"))


class SignInSchema(StrictSchema):
    """Name and password."""

    email = Text(most=254, required=True)
    password = fields.String(required=True, load_only=True, metadata={"sensitive": True})


class PasswordSchema(StrictSchema):
    """A new password."""

    password = fields.String(required=True, load_only=True, metadata={"sensitive": True})


class OwnChangesSchema(StrictSchema):
    """One's own name and language."""

    name = Text(most=200, required=True)
    locale = Choice(LOCALES)


class NewTokenSchema(StrictSchema):
    """A token to be made."""

    name = Text(most=100, required=True)
    scopes = fields.List(Choice(Scope), load_default=lambda: [Scope.READ])
    days = fields.Integer(load_default=365, validate=lambda n: between(n, 1, 1825))


class TokenSchema(StrictSchema):
    """A token without its key."""

    id = fields.Integer()
    name = fields.String()
    scopes = fields.List(fields.String())
    created_at = fields.DateTime()
    expires_at = fields.DateTime()
    used_at = fields.DateTime(allow_none=True)
    revoked_at = fields.DateTime(allow_none=True)


class NewTokenKeySchema(StrictSchema):
    """A new token with its key, shown once."""

    token = fields.Nested(TokenSchema)
    key = fields.String()


class AccountsQuerySchema(ListQuerySchema):
    """Parameters of the list of accounts."""


class NewDeputySchema(StrictSchema):
    """Who shall act for a researcher; `ends_on` is the last day, without it there is none."""

    email = Text(most=254, required=True)
    ends_on = fields.Date(load_default=None, allow_none=True)


class DeputySchema(StrictSchema):
    """Somebody who may act for a researcher."""

    id = fields.Integer()
    researcher_id = fields.Integer()
    account_id = fields.Integer()
    email = fields.String()
    name = fields.String()
    state = fields.String()
    ends_on = fields.Date(allow_none=True)
    named_at = fields.DateTime(attribute="created_at")
