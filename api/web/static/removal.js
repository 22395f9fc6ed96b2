// Deleting documents: asked for once more, and with a receipt of what was erased.

import { askFirst } from "./dialog.js";
import { dismissButton } from "./dismiss.js";
import { element, find } from "./dom.js";
import { announce } from "./live.js";
import { send } from "./server.js";
import { formatList, formatNumber, say, sayCount } from "./texts.js";
import { closeDocument } from "./viewer.js";

const NAMED = 8; // documents, before the question is too long to be read
// What is told of a receipt, and which of its figures make it up.
const ERASED = [["pages", "pages"], ["passages", "chunks"], ["vectors", "vectors"], ["entries", "vector_entries", "keyword_entries"], ["answers", "answers"]];

// Whether anything was deleted.
export async function removeDocuments(result, chosen) {
  const [first] = chosen;
  const question = chosen.length === 1 ? say("remove_question_one", { path: first.path }) : say("remove_question", { count: formatNumber(chosen.length) });
  const names = chosen.slice(0, NAMED).map(({ path }) => path);
  if (chosen.length > NAMED) names.push(say("and_more", { count: formatNumber(chosen.length - NAMED) }));
  if (!(await askFirst(question, say("remove_hint"), say("delete"), chosen.length > 1 ? names : []))) return false;
  const list = element("ul");
  const section = element("section", { className: "card receipt" }, element("header", { className: "tools" }, element("h2", { textContent: say("receipt") }), dismissButton()), list);
  result.replaceChildren(section);
  find("button", section).focus(); // the button that was pressed is gone with the selection
  for (const { id, path } of chosen) {
    const line = element("li", { textContent: say("removing", { path }) }); // it waits while files are read
    list.append(line);
    try {
      const reply = await send(`/documents/${encodeURIComponent(id)}`, { method: "DELETE" });
      line.textContent = lineOf(await reply.json());
      closeDocument(id);
    } catch (failure) {
      line.className = "problem";
      line.textContent = `${path}: ${failure.told}`;
      if (["home_busy", "unreachable"].includes(failure.code)) break; // so it would be for all others
    }
  }
  announce(section.textContent);
  return true;
}

function lineOf({ path, erased, file, complete }) {
  const counts = ERASED.map(([name, ...figures]) => [name, figures.reduce((sum, figure) => sum + (erased[figure] ?? 0), 0)]);
  const told = counts.filter(([, count]) => count).map(([name, count]) => sayCount(name, count));
  const line = say("receipt_line", { path, erased: formatList(told), file: say(`receipt_file.${file}`) });
  return complete ? line : `${line}${say("receipt_incomplete")}`;
}
