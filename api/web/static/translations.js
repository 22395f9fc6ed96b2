// What loaders, checks and errors say in English, in the reader's language: sentences of a known shape; others stay as they are.

import { language } from "./texts.js";

// `{}` stands for anything, `{what}` for words of a known shape, `{reason}` for those that begin with a verb.
const HOLES = { "{}": "(.+?)", "{what}": "(.+?)", "{reason}": "((?:is|has|holds|needs|took|lies|cannot|unpacks)\\b.*)" };
const HOLE = /\{\w*\}/g;

let shapes = null;

// To be awaited before `translate` is of use; English needs none.
export async function loadTranslations() {
  if (shapes || language === "en") return;
  const reply = await fetch(`/web/texts/server/${language}.json`).catch(() => null);
  if (reply?.ok) shapes = Object.entries(await reply.json()).map(compile);
}

// An error of the server, or of an engine: what happened, and what to do.
export async function translateError({ code, message, hint }) {
  await loadTranslations();
  return { code, message: translate(message), hint: translate(hint ?? "") };
}

function compile([english, other]) {
  const holes = english.match(HOLE) ?? [];
  const parts = english.split(HOLE).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const pattern = parts.map((part, at) => part + (HOLES[holes[at]] ?? "")).join("");
  return { pattern: new RegExp(`^${pattern}$`, "s"), holes, other };
}

// A remark may be several: "page 3 is damaged; sheet A is hidden: left out".
export function translate(text) {
  return match(text) ?? text.split("; ").map((one) => match(one) ?? one).join("; ");
}

function match(text) {
  for (const { pattern, holes, other } of shapes ?? []) {
    const found = pattern.exec(text);
    if (!found) continue;
    const filled = holes.map((hole, at) => (hole === "{}" ? found[at + 1] : translate(found[at + 1])));
    return other.replace(HOLE, () => filled.shift());
  }
  return null;
}
