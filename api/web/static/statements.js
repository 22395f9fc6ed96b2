// What is inside a document: the statements that it was cut into, each of which can be quoted alone.

import { element, iconButton } from "./dom.js";
import { getJson } from "./server.js";
import { say } from "./texts.js";
import { openViewer } from "./viewer.js";

// Opens below the document's row, and closes again.
export async function statementsOf(one, row, opener) {
  if (row.nextElementSibling?.matches(".inside")) {
    row.nextElementSibling.remove();
    opener.setAttribute("aria-expanded", "false");
    return;
  }
  opener.setAttribute("aria-expanded", "true");
  const cell = element("td", { colSpan: 7 });
  row.after(element("tr", { className: "inside" }, cell));
  await draw(cell, one, 1);
}

async function draw(cell, one, page) {
  const { statements } = await getJson(`/web/documents/${encodeURIComponent(one.id)}/statements/${page}`);
  const lines = statements.map((said) => {
    const citation = { document: one.id, path: one.path, page, start: said.start, end: said.end };
    const go = element("button", { type: "button", className: "link", dir: "auto", textContent: said.reading, onclick: () => openViewer([citation], 0) });
    const context = said.context.length ? [element("small", { textContent: said.context.join(" › ") })] : [];
    return element("li", {}, ...context, go);
  });
  cell.replaceChildren(
    element(
      "div",
      { className: "tools" },
      element("strong", { textContent: say("statements") }),
      element("span", { className: "facts", textContent: say("statements_hint") }),
      iconButton("left", say("previous_page"), () => draw(cell, one, page - 1), { disabled: page <= 1 }),
      element("span", { textContent: say("page_of", { page, pages: one.pages }) }),
      iconButton("right", say("next_page"), () => draw(cell, one, page + 1), { disabled: page >= one.pages }),
    ),
    lines.length ? element("ol", {}, ...lines) : element("p", { textContent: say("no_statements") }),
  );
}
