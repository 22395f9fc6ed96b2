// What loaders and checks say in English, in the reader's language: sentences of a known shape; others stay as they are.

import { getJson } from "./server.js";
import { language } from "./texts.js";

// `{}` stands for anything, `{what}` for words of a known shape, `{reason}` for those that begin with a verb.
const HOLES = { "{}": "(.+?)", "{what}": "(.+?)", "{reason}": "((?:is|has|holds|needs|took|lies|cannot|unpacks)\\b.*)" };
const HOLE = /\{\w*\}/g;

let shapes = null;

// To be awaited before `translate` is of use; English needs none.
export async function loadTranslations() {
  shapes ??= Object.entries(language === "en" ? {} : await getJson(`/web/texts/server/${language}.json`).catch(() => ({}))).map(compile);
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
