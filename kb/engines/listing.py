"""The models of all engines that are at hand, in one list: what each can do, how large it is, where it runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kb import engines
from kb.engines.builtin.e5_file import is_installed
from kb.engines.builtin.embedder import open_builtin
from kb.engines.locality import is_loopback
from kb.engines.ollama.client import Client
from kb.engines.ollama.models import Installed, full_name, installed_models, loaded_sizes, one_model
from kb.errors import Error, ModelMissing

if TYPE_CHECKING:
    from kb.engines.openai.client import Server
    from kb.settings import Settings

HERE, CLOUD = "this machine", "cloud"


@dataclass(frozen=True)
class Model:
    """A model by the name that KB_CHAT and KB_EMBED take. None: its engine does not say."""

    name: str
    embeds: bool | None
    chats: bool | None
    thinks: bool | None
    size: int | None  # bytes on disk
    context: int | None  # tokens
    parameters: str
    quantization: str
    local: bool
    where: str  # `this machine`, `cloud`, or the host that KB_ALLOW_HOSTS names
    used: tuple[str, ...] = ()  # `embed`, `chat`
    reads: str = ""  # the languages, where that is known


def builtin_model() -> Model:
    """The one of this process that a new space is embedded with; its answers are quotes, which is no chat."""
    embedder = open_builtin()
    parameters = "140M" if is_installed() else "22.7M"
    context, languages = embedder.token_limit, embedder.languages
    return Model(engines.BUILTIN, True, False, False, None, context, parameters, "", True, HERE, reads=languages)


def list_models(settings: Settings) -> tuple[list[Model], list[Error]]:
    """Every model, and why an engine that may have more could not be asked."""
    found, problems = [builtin_model()], list[Error]()
    try:
        client = engines.ollama_client(settings)
        found += [of_ollama(client, model) for model in installed_models(client)]
    except Error as error:
        problems.append(error)
    for server in engines.openai_servers(settings):
        try:
            found += _list_served(server)
        except Error as error:
            problems.append(error)
    used = _find_used(settings)
    return [_mark_used(model, used) for model in found], problems


def show_model(settings: Settings, name: str) -> Model:
    """One model: Ollama's by its plain name, any other as it is listed. Raises ModelMissing, EngineError."""
    called = engines.name_in_ollama(name)
    if called is None:
        models, _ = list_models(settings)
        found = next((model for model in models if model.name == name), None)
        if found is None:
            raise ModelMissing(f"There is no model {name}.", "See them with: kb models list")
        return found
    client = engines.ollama_client(settings)
    return _mark_used(of_ollama(client, one_model(client, called)), _find_used(settings))


def loaded_memory(names: Iterable[str], settings: Settings) -> dict[str, int]:
    """Bytes that those of the models take that are loaded; engines other than Ollama do not say. Raises EngineError."""
    called = {name: known for name in names if (known := engines.name_in_ollama(name))}
    sizes = loaded_sizes(engines.ollama_client(settings)) if called else {}
    return {name: sizes[full] for name, known in called.items() if (full := full_name(known)) in sizes}


def of_ollama(client: Client, model: Installed) -> Model:
    place = HERE if is_loopback(client.url) else client.url
    return Model(
        name=f"ollama:{model.name}",
        embeds=model.can_embed,
        chats=model.can_chat,
        thinks=model.can_think,
        size=model.size or None,
        context=model.context_length,
        parameters=model.parameters,
        quantization=model.quantization,
        local=model.local and place == HERE,
        where=place if model.local else CLOUD,
    )


def _list_served(server: Server) -> list[Model]:
    here = is_loopback(server.url)
    return [
        Model(
            name=f"openai:{id}@{server.url}",
            embeds=True if "embed" in id.lower() else None,
            chats=False if "embed" in id.lower() else None,
            thinks=None,
            size=None,
            context=server.context_length(id),
            parameters="",
            quantization="",
            local=here,
            where=HERE if here else server.url,
        )
        for id in server.models()
    ]


def _find_used(settings: Settings) -> dict[str, str]:
    """Which model serves which purpose."""
    detected = engines.detect(settings)
    return {"embed": detected.embed, "chat": detected.chat}


def _mark_used(model: Model, used: Mapping[str, str]) -> Model:
    names = {model.name, model.name.removesuffix(":latest")}
    return replace(model, used=tuple(purpose for purpose, name in used.items() if name in names))
