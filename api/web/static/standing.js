// What a document says of itself: its date, version and standing, and what it replaces or is replaced by.

import { button, element } from "./dom.js";
import { getJson } from "./server.js";
import { formatDate, say } from "./texts.js";
import { openDocument } from "./viewer.js";

export async function standingOf(id) {
  const { date, version, standing, modified, replaced_by, replaces } = await getJson(`/web/documents/${encodeURIComponent(id)}/standing`);
  const facts = [date ? say("dated", { date }) : formatDate(modified)];
  if (version) facts.push(say("version", { version }));
  if (standing) facts.push(say(`standing.${standing}`));
  const links = (name, documents) =>
    documents.length ? [element("span", { className: `relation ${name}` }, `${say(name)}: `, ...documents.map(({ id: other, path }) => button(path, () => openDocument(other, path)))) ] : [];
  return [element("span", { textContent: facts.join(" · ") }), ...links("replaced_by", replaced_by), ...links("replaces", replaces)];
}
