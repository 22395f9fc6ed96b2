// What documents say of themselves: date, version and standing, and what they replace or are replaced by.

import { getJson } from "./server.js";
import { formatDate, say } from "./texts.js";

export const readStanding = (id) => getJson(`/web/documents/${encodeURIComponent(id)}/standing`);

// Of each document that is cited, by its id; a document that is gone meanwhile has none.
export async function readStandings(citations) {
  const ids = [...new Set(citations.map(({ document }) => document))];
  const read = await Promise.all(ids.map((id) => readStanding(id).catch(() => null)));
  return Object.fromEntries(ids.map((id, at) => [id, read[at]]).filter(([, standing]) => standing));
}

export function tellStanding({ date, version, standing, modified }) {
  const facts = [date ? say("dated", { date }) : formatDate(modified)];
  if (version) facts.push(say("version", { version }));
  if (standing) facts.push(say(`standing.${standing}`));
  return facts.join(" · ");
}
