"""Models by name: `kb` is the own space, `kb:NAME` another one; `kb-ROLE` and `kb-ROLE:NAME` answer in a role."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from api.backend.protocol import ServedBackend
from api.compat.fields import Unusable

FAMILY = "kb"
LATEST = ":latest"


class UnknownModel(Unusable):
    code = "unknown_model"

    def __init__(self, name: str) -> None:
        super().__init__(f"The model '{name}' does not exist.", "model")
        self.name = name


@dataclass(frozen=True)
class ServedModel:
    """A space as it is answered from. Names hold no `/`: SDKs put them raw into paths."""

    name: str  # as the client wrote it
    space: str
    role: str | None = None

    @property
    def digest(self) -> str:
        """64 hex digits, another for each model: clients take models of one digest for one."""
        return hashlib.sha256(f"{self.space}\n{self.role or ''}".encode()).hexdigest()


def list_models(backend: ServedBackend) -> list[ServedModel]:
    """One a space, the client's own first."""
    own = backend.principal.space
    others = [space for space in backend.spaces() if space != own]
    return [ServedModel(FAMILY, own), *(ServedModel(f"{FAMILY}:{space}", space) for space in others)]


def find_model(name: object, backend: ServedBackend) -> ServedModel:
    """The model of that name; `x` and `x:latest` are one. Raises Unusable without a name, UnknownModel."""
    if not isinstance(name, str) or not name.strip():
        raise Unusable("model is required", "model")
    family, _, space = name.removesuffix(LATEST).partition(":")
    space = space or backend.principal.space
    family, _, role = family.partition("-")
    known = family == FAMILY and space in {backend.principal.space, *backend.spaces()}
    if not known or (role and role not in backend.settings.roles):
        raise UnknownModel(name)
    return ServedModel(name, space, role or None)
