// Every place where a word stands, counted document by document.

import { dismissButton } from "./dismiss.js";
import { element, pathLabel } from "./dom.js";
import { announce } from "./live.js";
import { getJson } from "./server.js";
import { formatNumber, say, sayCount } from "./texts.js";
import { openViewer } from "./viewer.js";

export async function drawMentions(result, words) {
  if (!words) return;
  const { count, documents, mentions } = await getJson("/web/mentions", { q: words });
  const told = count ? `${sayCount("mentions", count)} · ${sayCount("documents", documents)}` : say("mentions_none");
  result.replaceChildren(
    element(
      "section",
      { className: "card mentions" },
      element("header", { className: "tools" }, element("h2", { textContent: say("quoted", { words }) }), element("span", { textContent: told }), dismissButton()),
      element("ol", {}, ...mentions.map(entry)),
    ),
  );
  announce(told);
}

function entry({ document, path, count, places }) {
  const citations = places.map((place) => ({ ...place, document, path }));
  const lines = places.map(({ before, said, after }, at) =>
    element("li", {}, element("button", { type: "button", className: "link", dir: "auto", onclick: () => openViewer(citations, at) }, before, element("mark", { textContent: said }), after)),
  );
  return element("li", {}, element("div", { className: "place" }, ...pathLabel(path), element("span", { className: "count", textContent: ` ${formatNumber(count)}` })), element("ol", {}, ...lines));
}
