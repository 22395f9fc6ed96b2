"""The MCP server: tools and documents, listed and run so that they can be called off, failures told to the model."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from typing import Any, cast

from mcp import MCPError
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.types import (
    INTERNAL_ERROR,
    INVALID_PARAMS,
    CallToolRequestParams,
    CallToolResult,
    ListResourcesResult,
    ListResourceTemplatesResult,
    ListToolsResult,
    PaginatedRequestParams,
    ReadResourceRequestParams,
    ReadResourceResult,
    Resource,
    ResourceTemplate,
    TextContent,
    TextResourceContents,
    ToolAnnotations,
)
from mcp.types import Tool as Described

from api.backend.protocol import Backend
from api.compat.sources import Link
from api.http.errors import internal_error, note
from api.http.streams import Streams
from api.mcp import resources
from api.mcp.resources import Listed
from api.mcp.tools import TOOLS, Tool, ToolResult
from api.version import read_version
from kb.errors import EngineBroken, Error, UsageError

INSTRUCTIONS = (
    "The user's own documents, on the user's own machine. Search and fetch to read them, or ask for an answer with "
    "citations. Name the document and page that each statement comes from."
)
READING = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
Context = ServerRequestContext[Any, Any]
# What a call works on, and where its links lead, from the request that it came with (None on stdio).
Opened = Callable[[Any], AbstractContextManager[tuple[Backend, Link]]]
Work = Callable[[Backend, Link, str], Iterator[object]]  # the last is what it came to: one of OUTCOMES
OUTCOMES = (ToolResult, Listed, str)


@dataclass(frozen=True)
class Calls:
    """What clients call. `opened` is asked anew for each call, in a thread of its own."""

    opened: Opened
    streams: Streams

    async def run(self, context: Context, work: Work, given: str) -> Any:
        """Runs to the outcome; a call that its client calls off is stopped where it waits."""
        told = 0
        async with self.streams.open(lambda: _run(work, self.opened(context.request), given)) as stream:
            while (event := await stream.next()) is not None:
                if isinstance(event, OUTCOMES):
                    return event
                told += 1
                await context.session.report_progress(told)  # clients give up on a call that is silent for long
        raise EngineBroken("The answer ended before it was complete.", "Ask again.")

    async def tools(self, context: Context, params: PaginatedRequestParams | None) -> ListToolsResult:
        return ListToolsResult(tools=[describe_tool(tool) for tool in TOOLS])

    async def call_tool(self, context: Context, params: CallToolRequestParams) -> CallToolResult:
        tool = next((tool for tool in TOOLS if tool.name == params.name), None)
        if tool is None:
            return report_failure(
                f"There is no tool {params.name!r}. There are: {', '.join(tool.name for tool in TOOLS)}."
            )
        given = (params.arguments or {}).get(tool.argument)
        if not isinstance(given, str) or not given.strip():
            return report_failure(f"{tool.name} needs {tool.argument}, a text.")
        try:
            outcome: ToolResult = await self.run(context, tool.run, given)
        except Error as error:
            note(error)
            return report_failure(str(error))
        except Exception as error:
            return report_failure(str(internal_error(error)))
        return CallToolResult(content=[TextContent(type="text", text=outcome.text)], structured_content=outcome.data)

    async def resource_templates(
        self, context: Context, params: PaginatedRequestParams | None
    ) -> ListResourceTemplatesResult:
        template = ResourceTemplate(name="document", uri_template=resources.TEMPLATE, mime_type="text/plain")
        return ListResourceTemplatesResult(resource_templates=[template])

    async def documents(self, context: Context, params: PaginatedRequestParams | None) -> ListResourcesResult:
        with _translate_errors():
            found = await self.run(context, resources.list_resources, (params and params.cursor) or "")
        rows = [
            Resource(name=each.path, uri=resources.PREFIX + each.id, mime_type="text/plain") for each in found.documents
        ]
        return ListResourcesResult(resources=rows, next_cursor=found.cursor)

    async def read(self, context: Context, params: ReadResourceRequestParams) -> ReadResourceResult:
        with _translate_errors():
            text = await self.run(context, resources.read, params.uri)
        return ReadResourceResult(contents=[TextResourceContents(uri=params.uri, mime_type="text/plain", text=text)])


def mcp_server(opened: Opened, streams: Streams) -> Server[Any]:
    calls = Calls(opened, streams)
    server = Server[Any](
        "kb",
        version=read_version(),
        instructions=INSTRUCTIONS,
        on_list_tools=calls.tools,
        on_call_tool=calls.call_tool,
        on_list_resources=calls.documents,
        on_list_resource_templates=calls.resource_templates,
        on_read_resource=calls.read,
    )
    # By default each call is reported to whatever collector the process or its environment names.
    server.middleware.clear()
    return server


def describe_tool(tool: Tool) -> Described:
    takes = {"type": "object", "properties": {tool.argument: {"type": "string"}}, "required": [tool.argument]}
    return Described(
        name=tool.name,
        description=tool.description,
        input_schema=takes,
        output_schema=tool.returns,
        annotations=READING,
    )


def report_failure(message: str) -> CallToolResult:
    return CallToolResult(content=[TextContent(type="text", text=message)], is_error=True)


@contextmanager
def _translate_errors() -> Iterator[None]:
    """What fails inside is told as MCP tells the failures of whatever is no tool."""
    try:
        yield
    except UsageError as error:
        raise MCPError(INVALID_PARAMS, str(error)) from error
    except Error as error:
        raise MCPError(INTERNAL_ERROR, str(error)) from error
    except Exception as error:
        raise MCPError(INTERNAL_ERROR, str(internal_error(error))) from error


def _run(work: Work, opened: AbstractContextManager[tuple[Backend, Link]], given: str) -> Iterator[object]:
    with opened as (backend, link), closing(cast(Any, work(backend, link, given))) as events:
        yield from events
