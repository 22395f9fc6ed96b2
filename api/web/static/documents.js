// The documents: taken in, listed, searched for words, compared, deleted.

import { compareDocuments } from "./compare.js";
import { DocumentTable } from "./document_table.js";
import { askFirst } from "./dialog.js";
import { button, element, find, iconButton } from "./dom.js";
import { drawMentions } from "./mentions.js";
import { removeDocuments } from "./removal.js";
import { canWrite, getJson, send } from "./server.js";
import { lookOnlyIn } from "./scope.js";
import { label, say, sayCount } from "./texts.js";
import { loadTranslations, translate } from "./translations.js";
import { chooseFiles, followRunning, onTakenIn, uploadPanel } from "./upload.js";
import { openDocument } from "./viewer.js";

let table = null;
let result = null; // receipts, mentions and comparisons, one at a time

export async function open(section) {
  if (!table) {
    draw(section);
    followRunning();
  }
  await loadTranslations();
  await refresh();
}

function draw(section) {
  table = new DocumentTable({
    onOpen: ({ id, path }) => openDocument(id, path),
    onScope: ({ path }) => {
      lookOnlyIn(path);
      location.hash = "#/";
    },
    onSelect: drawSelection,
  });
  result = element("div", { className: "result" });
  const adding = canWrite
    ? [button(say("add_files"), () => chooseFiles(false), { className: "primary" }), button(say("add_folder"), () => chooseFiles(true))]
    : [];
  section.replaceChildren(
    element("header", { className: "page-head" }, element("h1", { tabIndex: -1, textContent: say("documents") }), element("div", { className: "tools" }, ...adding)),
    uploadPanel,
    mentionsForm(),
    element("div", { className: "selection tools", hidden: true }),
    result,
    table.node,
    element("section", { className: "failures" }),
  );
  onTakenIn(refresh);
}

async function refresh() {
  const [{ documents }, { failures }] = await Promise.all([getJson("/documents"), getJson("/web/failures")]);
  table.show(documents);
  find("#count").textContent = String(documents.length);
  const lines = failures.map(failureLine);
  find("#documents .failures").replaceChildren(
    ...(lines.length ? [element("h2", { textContent: sayCount("read_failed", lines.length) }), element("ul", {}, ...lines)] : []),
  );
}

// What was uploaded can be deleted here; a file in a folder of one's own is mended there.
function failureLine({ path, reason, uploaded }) {
  const remove = iconButton("remove", label("delete", path), () => discardUpload(path));
  return element("li", {}, element("strong", { textContent: path }), ` ${translate(reason)}`, uploaded && canWrite && remove);
}

async function discardUpload(path) {
  if (!(await askFirst(say("remove_question_one", { path }), say("remove_failed_hint"), say("delete")))) return;
  try {
    await send("/web/failures", { method: "DELETE" }, { path });
  } catch (failure) {
    result.replaceChildren(element("p", { className: "problem", textContent: failure.told }));
  }
  await refresh();
}

function mentionsForm() {
  const input = element("input", { type: "search", required: true, maxLength: 200, placeholder: say("mentions_of"), aria: { label: say("mentions_of") } });
  const form = element("form", { className: "mentions-form", role: "search" }, input, button(say("mentions"), null, { type: "submit" }));
  form.onsubmit = (event) => {
    event.preventDefault();
    drawMentions(result, input.value.trim());
  };
  return form;
}

function drawSelection(chosen) {
  const bar = find("#documents .selection");
  bar.hidden = !chosen.length;
  if (!chosen.length) return bar.replaceChildren();
  const compare = button(say("compare_two"), () => compareDocuments(result, chosen[0], chosen[1]), { disabled: chosen.length !== 2, title: say("compare_hint") });
  const remove = button(say("remove_selected"), () => removeChosen(chosen), { className: "danger" });
  bar.replaceChildren(element("span", { textContent: `${say("selected", { count: chosen.length })} · ${sayCount("pages", chosen.reduce((sum, one) => sum + one.pages, 0))}` }), compare, ...(canWrite ? [remove] : []));
}

async function removeChosen(chosen) {
  if (await removeDocuments(result, table.unlistedFirst(chosen))) {
    table.forgetSelection();
    await refresh();
  }
}
