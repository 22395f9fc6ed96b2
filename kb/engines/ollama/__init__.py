"""Ollama's chat and embedding models."""
