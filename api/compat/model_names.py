"""Models by name: `kb` is the default space, `kb:NAME` another one; `kb-ROLE` and `kb-ROLE:NAME` answer in a role."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from api.compat.fields import Unusable
from kb.store.home import DEFAULT_SPACE

if TYPE_CHECKING:
    from kb.knowledge_base import KnowledgeBase

FAMILY = "kb"
LATEST = ":latest"


class UnknownModel(Unusable):
    code = "unknown_model"

    def __init__(self, name: str) -> None:
        super().__init__(f"The model '{name}' does not exist.", "model")
        self.name = name


@dataclass(frozen=True)
class Model:
    """A space as it is answered from. Names hold no `/`: SDKs put them raw into paths."""

    name: str  # as the client wrote it
    space: str
    role: str | None = None

    @property
    def digest(self) -> str:
        """64 hex digits, another for each model: clients take models of one digest for one."""
        return hashlib.sha256(f"{self.space}\n{self.role or ''}".encode()).hexdigest()


def list_models(knowledge: KnowledgeBase) -> list[Model]:
    """One a space, the default one first."""
    others = [space for space in knowledge.spaces() if space != DEFAULT_SPACE]
    return [Model(FAMILY, DEFAULT_SPACE), *(Model(f"{FAMILY}:{space}", space) for space in others)]


def find_model(name: object, knowledge: KnowledgeBase) -> Model:
    """The model of that name; `x` and `x:latest` are one. Raises Unusable without a name, UnknownModel."""
    if not isinstance(name, str) or not name.strip():
        raise Unusable("model is required", "model")
    family, _, space = name.removesuffix(LATEST).partition(":")
    space = space or DEFAULT_SPACE
    family, _, role = family.partition("-")
    known = family == FAMILY and space in {DEFAULT_SPACE, *knowledge.spaces()}
    if not known or (role and role not in knowledge.settings.roles):
        raise UnknownModel(name)
    return Model(name, space, role or None)
