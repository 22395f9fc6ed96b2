"""The MCP server: lists the tools, runs them so that they can be called off, and tells failures to the model."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from typing import Any, cast

from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.types import (
    CallToolRequestParams,
    CallToolResult,
    ListToolsResult,
    PaginatedRequestParams,
    TextContent,
    ToolAnnotations,
)
from mcp.types import Tool as Described

from api.backend import Backend
from api.facade.sources import Link
from api.failures import internal
from api.mcp.tools import TOOLS, Outcome, Tool
from api.streaming import Streams
from api.version import version
from api.wire import Event
from kb.errors import Error

INSTRUCTIONS = (
    "The user's own documents, on the user's own machine. Search and fetch to read them, or ask for an answer with "
    "citations. Name the document and page that each statement comes from."
)
READING = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
Context = ServerRequestContext[Any, Any]
# What a call works on, and where its links lead, from the request that it came with (None on stdio).
Opened = Callable[[Any], AbstractContextManager[tuple[Backend, Link]]]


def mcp_server(opened: Opened, streams: Streams) -> Server[Any]:
    """`opened` is asked anew for each call, in a thread of its own."""

    async def listed(context: Context, params: PaginatedRequestParams | None) -> ListToolsResult:
        return ListToolsResult(tools=[described(tool) for tool in TOOLS])

    async def called(context: Context, params: CallToolRequestParams) -> CallToolResult:
        tool = next((tool for tool in TOOLS if tool.name == params.name), None)
        if tool is None:
            return failed(f"There is no tool {params.name!r}. There are: {', '.join(tool.name for tool in TOOLS)}.")
        given = (params.arguments or {}).get(tool.argument)
        if not isinstance(given, str) or not given.strip():
            return failed(f"{tool.name} needs {tool.argument}, a text.")
        return await _result(context, streams, lambda: _run(tool, opened(context.request), given))

    server = Server[Any]("kb", version=version(), instructions=INSTRUCTIONS, on_list_tools=listed, on_call_tool=called)
    # By default each call is reported to whatever collector the process or its environment names.
    server.middleware.clear()
    return server


def described(tool: Tool) -> Described:
    takes = {"type": "object", "properties": {tool.argument: {"type": "string"}}, "required": [tool.argument]}
    return Described(
        name=tool.name,
        description=tool.description,
        input_schema=takes,
        output_schema=tool.returns,
        annotations=READING,
    )


def failed(message: str) -> CallToolResult:
    return CallToolResult(content=[TextContent(type="text", text=message)], is_error=True)


async def _result(context: Context, streams: Streams, start: Callable[[], Iterator[Event]]) -> CallToolResult:
    """Runs to the outcome; a call that its client calls off is stopped where it waits."""
    told = 0
    try:
        async with streams.open(start) as stream:
            while (event := await stream.next()) is not None:
                if event.name == "outcome":
                    outcome: Outcome = event.data["outcome"]
                    text = TextContent(type="text", text=outcome.text)
                    return CallToolResult(content=[text], structured_content=outcome.data)
                told += 1
                await context.session.report_progress(told)  # clients give up on a call that is silent for long
    except Error as error:
        return failed(str(error))
    except Exception as error:
        return failed(str(internal(error)))
    return failed("The answer ended before it was complete. Ask again.")


def _run(tool: Tool, opened: AbstractContextManager[tuple[Backend, Link]], given: str) -> Iterator[Event]:
    with opened as (backend, link), closing(cast(Any, tool.run(backend, link, given))) as events:
        yield from events
