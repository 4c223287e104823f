"""What can go wrong, as exceptions that know their status, their code and their sentence.

A class fixes `status`, `code`, `sentence` (a message id of the catalogue with named places) and the
template of its `page`. An instance fills the places and may name the field and the value at fault.
`core.web` renders them: problem+json (RFC 9457) under `/api`, a page elsewhere.
"""

from __future__ import annotations

from typing import Any, ClassVar


def N_(message: str) -> str:  # noqa: N802
    """Mark a message for the catalogue without translating it yet."""
    return message


class RegistryError(Exception):
    """The root of all errors that a reader is told of."""

    status: ClassVar[int] = 400
    sentence: ClassVar[str] = N_("The request cannot be carried out.")
    page: ClassVar[str] = "error.html"
    retry_after: ClassVar[int | None] = None

    def __init__(self, *, field: str | None = None, value: Any = None, **places: Any) -> None:
        self.field = field
        self.value = value
        self.places = {"field": field, "value": value, **places}
        super().__init__(self.english)

    @property
    def code(self) -> str:
        """The name of the class, as the API prints it."""
        return type(self).__name__

    def extension(self, locale: str) -> dict[str, Any]:
        """What problem+json tells of it beyond the usual members, in this language."""
        return {}

    @property
    def english(self) -> str:
        """The sentence in English, for logs and terminals."""
        return self.sentence % self.places


class BadRequest(RegistryError):
    """The request cannot be read."""

    sentence = N_("The request cannot be read: %(why)s.")


class Invalid(RegistryError):
    """One field holds a value that is not allowed; `field` and `value` name them."""

    status = 422
    sentence = N_("%(field)s: the value “%(value)s” is not valid.")


class InvalidFields(RegistryError):
    """Several fields are wrong.

    `messages` maps each to its sentences, already in the reader's language.
    """

    status = 422
    sentence = N_("Some fields need attention.")

    def __init__(self, messages: dict[str, Any]) -> None:
        super().__init__()
        self.messages = messages


class SignInNeeded(RegistryError):
    """Nobody is signed in and the permission needs somebody."""

    status = 401
    sentence = N_("Please sign in first.")


class NotAllowed(RegistryError):
    """The actor is known and may not do this."""

    status = 403
    sentence = N_("You may not do this.")


class NotFound(RegistryError):
    """There is no such thing, or not for this actor."""

    status = 404
    sentence = N_("There is nothing here under this address.")


class Conflict(RegistryError):
    """The change contradicts what is stored."""

    status = 409
    sentence = N_("This contradicts what is stored already.")


class StaleVersion(RegistryError):
    """If-Match names a version that is no longer current."""

    status = 412
    sentence = N_("Somebody changed this meanwhile. Read it again, then repeat your change.")


class VersionNeeded(RegistryError):
    """A change came without If-Match."""

    status = 428
    sentence = N_("Say which version you change: send its ETag as If-Match.")


class TooLarge(RegistryError):
    """The body is over the limit."""

    status = 413
    sentence = N_("The request is larger than the %(limit)s MiB allowed.")


class TooManyAttempts(RegistryError):
    """Sign-in is throttled."""

    status = 429
    retry_after = 60
    sentence = N_("Too many attempts. Wait %(seconds)s seconds, then try again.")


class Unavailable(RegistryError):
    """The database cannot be reached or is busy; nothing was written."""

    status = 503
    retry_after = 2
    sentence = N_("The registry is busy and wrote nothing. Please try again in a moment.")
