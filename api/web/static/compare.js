// Two documents side by side, what differs marked in words.

import { dismissButton } from "./dismiss.js";
import { element } from "./dom.js";
import { announce } from "./live.js";
import { getJson } from "./server.js";
import { say, sayCount } from "./texts.js";

export async function compareDocuments(result, left, right) {
  let compared;
  try {
    compared = await getJson("/web/compare", { left: left.id, right: right.id });
  } catch (failure) {
    result.replaceChildren(element("p", { className: "problem", textContent: failure.told }));
    return;
  }
  const { paths, rows } = compared;
  const differing = rows.filter(({ kind }) => kind !== "same").length;
  const told = differing ? sayCount("differences", differing) : say("compare_same");
  const only = element("input", { type: "checkbox", checked: rows.length > 40 });
  const body = element("tbody");
  const draw = () => body.replaceChildren(...rows.filter(({ kind }) => !only.checked || kind !== "same").map(rowOf));
  only.onchange = draw;
  draw();
  result.replaceChildren(
    element(
      "section",
      { className: "card comparison" },
      element(
        "header",
        { className: "tools" },
        element("h2", { textContent: say("compare") }),
        element("span", { textContent: told }),
        element("label", {}, only, ` ${say("only_differences")}`),
        dismissButton(),
      ),
      element("div", { className: "scroll", tabIndex: 0 }, element("table", {}, element("thead", {}, element("tr", {}, ...paths.map((path) => element("th", { scope: "col", textContent: path })))), body)),
    ),
  );
  announce(told);
}

function rowOf({ kind, left, right }) {
  return element("tr", { className: kind }, cellOf(left, "del"), cellOf(right, "ins"));
}

const cellOf = (pieces, tag) =>
  element("td", { dir: "auto" }, ...pieces.map(({ text, differs }) => (differs ? element(tag, { textContent: text }) : text)));
