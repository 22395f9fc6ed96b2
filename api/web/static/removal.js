// Deleting documents: asked for once more, and with a receipt of what was erased.

import { askFirst } from "./dialog.js";
import { button, element } from "./dom.js";
import { announce } from "./live.js";
import { send } from "./server.js";
import { formatNumber, say } from "./texts.js";

// Whether anything was deleted.
export async function removeDocuments(result, chosen) {
  const [first] = chosen;
  const question = chosen.length === 1 ? say("remove_question_one", { path: first.path }) : say("remove_question", { count: formatNumber(chosen.length) });
  if (!(await askFirst(question, say("remove_hint"), say("delete")))) return false;
  const list = element("ul");
  const section = element("section", { className: "card receipt" }, element("header", { className: "tools" }, element("h2", { textContent: say("receipt") }), button(say("dismiss"), () => result.replaceChildren(), { className: "quiet" })), list);
  result.replaceChildren(section);
  for (const { id, path } of chosen) {
    try {
      const reply = await send(`/documents/${encodeURIComponent(id)}`, { method: "DELETE" });
      list.append(element("li", { textContent: lineOf(await reply.json()) }));
    } catch (failure) {
      list.append(element("li", { className: "problem", textContent: `${path}: ${failure.message} ${failure.hint}` }));
    }
  }
  announce(section.textContent);
  return true;
}

function lineOf({ path, erased, file, note, complete }) {
  const counts = Object.entries(erased).filter(([, count]) => count).map(([name, count]) => `${formatNumber(count)} ${name}`);
  const parts = [say("receipt_line", { path, erased: counts.join(", ") }), note || say(`receipt_file.${file}`)];
  if (!complete) parts.push(say("receipt_incomplete"));
  return parts.join("; ");
}
