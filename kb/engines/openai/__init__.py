"""Chat and embedding models of servers that speak OpenAI's protocol."""
