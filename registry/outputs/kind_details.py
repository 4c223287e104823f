"""What each kind of output adds, as schemas of `details`; labels stand in the metadata."""

from __future__ import annotations

from registry.core.errors import N_
from registry.core.fields import Choice, PartialDateField, StrictSchema, Text


class PublicationDetails(StrictSchema):
    """What a publication entered by hand adds."""

    edition = Text(100, metadata={"label": N_("Edition")})
    publisher_place = Text(200, metadata={"label": N_("Place of publication")})
    url = Text(2048, metadata={"label": N_("Address on the web")})


class PatentDetails(StrictSchema):
    """The dates are those of the office."""

    number = Text(60, required=True, metadata={"label": N_("Patent or application number")})
    office = Text(40, required=True, metadata={"label": N_("Patent office, such as CN or EP")})
    status = Choice(("filed", "granted", "lapsed"), metadata={"label": N_("Status")})
    filed_on = PartialDateField(metadata={"label": N_("Filed on")})
    granted_on = PartialDateField(metadata={"label": N_("Granted on")})
    holder = Text(300, metadata={"label": N_("Patent holder")})


class SoftwareDetails(StrictSchema):
    """Where the code is and what one may do with it."""

    release = Text(60, metadata={"label": N_("Release")})
    url = Text(2048, metadata={"label": N_("Repository")})
    licence = Text(100, metadata={"label": N_("Licence")})


class DatasetDetails(StrictSchema):
    """Where the data are and what one may do with them."""

    release = Text(60, metadata={"label": N_("Release")})
    url = Text(2048, metadata={"label": N_("Repository")})
    licence = Text(100, metadata={"label": N_("Licence")})


class StandardDetails(StrictSchema):
    """Its number and who issued it."""

    number = Text(60, required=True, metadata={"label": N_("Number of the standard")})
    body = Text(200, metadata={"label": N_("Issued by")})
    status = Choice(
        ("proposed", "draft", "published", "withdrawn"), metadata={"label": N_("Status")}
    )


class DeviceDetails(StrictSchema):
    """Where it stands and what it can do."""

    location = Text(300, metadata={"label": N_("Location")})
    capability = Text(1000, metadata={"label": N_("What it can do")})
    url = Text(2048, metadata={"label": N_("Address on the web")})


class NodeDetails(StrictSchema):
    """A place of the quantum network."""

    location = Text(300, required=True, metadata={"label": N_("Location")})
    operator = Text(200, metadata={"label": N_("Operator")})


class LinkDetails(StrictSchema):
    """A line of the quantum network between two nodes."""

    from_node = Text(200, required=True, metadata={"label": N_("From node")})
    to_node = Text(200, required=True, metadata={"label": N_("To node")})
    length = Text(60, metadata={"label": N_("Length, with its unit")})
    medium = Text(60, metadata={"label": N_("Medium, such as fibre or free space")})


class AwardDetails(StrictSchema):
    """Who gave it, and how high it stands."""

    grantor = Text(300, required=True, metadata={"label": N_("Given by")})
    level = Choice(
        ("international", "national", "province", "city", "university", "society"),
        metadata={"label": N_("Level of the award")},
    )
    rank = Text(60, metadata={"label": N_("Class or rank")})


class TransferDetails(StrictSchema):
    """Knowledge that went to somebody who uses it."""

    partner = Text(300, required=True, metadata={"label": N_("Taken over by")})
    form = Choice(
        ("licence", "assignment", "spin_off", "service", "other"),
        metadata={"label": N_("Form of the transfer")},
    )


class CollaborationDetails(StrictSchema):
    """With whom, and until when."""

    partner = Text(300, required=True, metadata={"label": N_("Partner")})
    country = Text(100, metadata={"label": N_("Country or region")})
    ends = PartialDateField(metadata={"label": N_("Ends on")})


class EventDetails(StrictSchema):
    """A meeting we held or took part in."""

    place = Text(300, metadata={"label": N_("Place of the event")})
    ends = PartialDateField(metadata={"label": N_("Ends on")})
    role = Choice(
        ("organiser", "co_organiser", "invited_talk", "talk", "poster"),
        metadata={"label": N_("Our part")},
    )


class TrainingDetails(StrictSchema):
    """The person is in the byline; the title is that of the thesis or training."""

    degree = Choice(
        ("bachelor", "master", "doctor", "postdoc", "other"),
        required=True,
        metadata={"label": N_("Degree or training")},
    )
    institution = Text(300, metadata={"label": N_("Institution")})
