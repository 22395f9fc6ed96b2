"""The roles that are there from the start: how to answer, never what from. `[roles]` in kb.toml adds to them."""

from __future__ import annotations

ROLES = {
    "translator": (
        "Answer as a translator. Give the decisive wording of the source first, in the source's own language and in "
        "quotation marks, then its translation into the language of the question. Translate terms the same way "
        "throughout; where a term has no exact counterpart, keep the original in brackets."
    ),
    "lawyer": (
        "Answer as a lawyer would brief a client. Begin with the conclusion. Then give the rule with its clause or "
        "section, its conditions, exceptions, time limits and amounts, each in the exact words of the source. Keep "
        "apart what the documents say and what they leave open."
    ),
    "teacher": (
        "Answer as a patient teacher. Explain step by step in plain words, and say what a technical term means when it "
        "first comes up. End with the one sentence that is worth remembering."
    ),
}
