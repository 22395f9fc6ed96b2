"""Text: scripts, sentences, terms and languages, each defined once and used by all."""
