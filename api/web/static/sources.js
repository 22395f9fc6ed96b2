// Lists of statements with their places: an answer's sources, what comes nearest, what was found by words.

import { element, pathLabel, readable } from "./dom.js";
import { lookOf, verdictOf } from "./marks.js";
import { tellStanding } from "./standing.js";
import { formatList, label, say } from "./texts.js";

function entry(citation, number, onclick, standing) {
  const page = citation.page === null ? null : element("span", { className: "page", textContent: say("page_short", { page: citation.page }) });
  const label = element("span", { className: "place" }, ...pathLabel(citation.path));
  const open = element("button", { type: "button", className: "source", onclick }, number && element("span", { className: "number", textContent: number }), label, page, citation.supported ? null : element("span", { className: lookOf(citation), textContent: verdictOf(citation) }), element("q", { dir: "auto", textContent: readable(citation.quote) }));
  if (standing) open.append(element("span", { className: "facts" }, ...factsOf(standing)));
  return element("li", {}, open);
}

function factsOf(standing) {
  const newer = standing.replaced_by.map(({ path }) => path);
  return [tellStanding(standing), newer.length && element("span", { className: "problem", textContent: label("replaced_by", formatList(newer)) })].filter(Boolean);
}

function list(title, entries, className) {
  return element("section", { className }, element("h3", { textContent: title }), element("ol", {}, ...entries));
}

// One line for each place that is cited.
export function sourceList({ answer: { citations }, standing }, open) {
  const seen = new Map(citations.map((citation) => [`${citation.n} ${citation.start}`, citation]).reverse());
  const shown = citations.filter((citation) => seen.get(`${citation.n} ${citation.start}`) === citation);
  shown.sort((one, other) => one.n - other.n || one.start - other.start);
  const entries = shown.map((citation) => entry(citation, String(citation.n), (event) => open(citations, citations.indexOf(citation), event.currentTarget), standing?.[citation.document]));
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
