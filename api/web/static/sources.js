// Lists of statements with their places: an answer's sources, what comes nearest, what was found by words.

import { element, pathLabel, readable } from "./dom.js";
import { say } from "./texts.js";

function entry(citation, number, onclick) {
  const page = citation.page === null ? null : element("span", { className: "page", textContent: say("page_short", { page: citation.page }) });
  const label = element("span", { className: "place" }, ...pathLabel(citation.path));
  const open = element("button", { type: "button", className: "source", onclick }, number && element("span", { className: "number", textContent: number }), label, page, element("q", { dir: "auto", textContent: readable(citation.quote) }));
  return element("li", {}, open);
}

function list(title, entries, className) {
  return element("section", { className }, element("h3", { textContent: title }), element("ol", {}, ...entries));
}

// One line for each place that is cited.
export function sourceList({ citations }, open) {
  const seen = new Map(citations.map((citation) => [`${citation.n} ${citation.start}`, citation]).reverse());
  const shown = citations.filter((citation) => seen.get(`${citation.n} ${citation.start}`) === citation);
  shown.sort((one, other) => one.n - other.n || one.start - other.start);
  const entries = shown.map((citation) => entry(citation, String(citation.n), (event) => open(citations, citations.indexOf(citation), event.currentTarget)));
  return list(say("sources"), entries, "sources");
}

export function nearestList(nearest, open) {
  const entries = nearest.map((citation, at) => entry(citation, "", (event) => open(nearest, at, event.currentTarget)));
  return list(say("nearest"), entries, "sources nearest");
}

export function passageList(hits, open) {
  if (!hits.length) return [element("p", { textContent: say("found_nothing") })];
  const citations = hits.map((hit) => ({ ...hit, n: hit.rank, quote: hit.text, supported: true }));
  const entries = citations.map((citation, at) => entry(citation, "", (event) => open(citations, at, event.currentTarget)));
  return [list(say("found_by_words"), entries, "sources passages")];
}
