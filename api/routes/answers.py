"""`/answers`: those that were kept (with the setting `keep_answers`), and how good they were."""

from __future__ import annotations

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from api import serialize
from api.http.deps import Space
from api.http.errors import json_response
from api.routes.ask import Text
from api.schemas import KeptAnswersJSON, KeptJSON
from kb.store.kept_answers import rating_of

router = APIRouter(tags=["answers"])


class Rating(BaseModel):
    rating: str | int = Field(description="up, down, or a number from 1 to 5")
    correction: Text | None = Field(None, description="what would have been right")


@router.get("/answers", response_model=KeptAnswersJSON)
def answers(backend: Space, rated: bool = False) -> Response:
    """The answers that were kept, oldest first; with `rated` only those that have a rating."""
    return json_response({"answers": [serialize.kept_answer(kept) for kept in backend.kept_answers(rated=rated)]})


@router.post("/answers/{id}/rating", response_model=KeptJSON)
def rate(id: str, body: Rating, backend: Space) -> Response:
    """Rates a kept answer: `up` is 5, `down` is 1. A later rating takes the place of an earlier one."""
    return json_response(serialize.kept_answer(backend.rate(id, rating_of(str(body.rating)), body.correction)))
