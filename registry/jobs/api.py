"""Background work as JSON."""

from __future__ import annotations

from typing import Any

from registry.core.actor import Actor
from registry.core.fields import ListQuerySchema
from registry.core.listing import Page, Slice
from registry.core.web import Resource
from registry.jobs import queries, service
from registry.jobs.models import Job
from registry.jobs.schemas import JobSchema
from registry.policy import Permission as P

routes = Resource("jobs", "/jobs", "Background work")
RESOURCES = (routes,)


@routes.get("", permission=P.JOB_LIST, query=ListQuerySchema, returns=JobSchema, many=True)
def list_jobs(query: dict[str, Any], *, by: Actor) -> Page[Job]:
    """One's own jobs, all of them for administrators; newest first."""
    return queries.page(Slice(query["limit"], query["cursor"], query["total"]), by=by)


@routes.get("/<int:job_id>", permission=P.JOB_READ, load=queries.visible, returns=JobSchema)
def read_job(job: Job, *, by: Actor) -> Job:
    """How far a job is."""
    return job


@routes.post(
    "/<int:job_id>/cancel",
    permission=P.JOB_CHANGE,
    load=queries.visible,
    returns=JobSchema,
    status=200,
)
def cancel_job(job: Job, *, by: Actor) -> Job:
    """Ask a job to stop."""
    return service.cancel(job, by=by)
