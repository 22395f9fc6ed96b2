"""The knowledge base for clients that speak MCP: `tools` says what they can do, `server` speaks, over HTTP or stdio."""
