// The conversations of this browser: listed, searched, saved as files, deleted.

import { asMarkdown, listConversations, removeConversations, saveFile } from "./conversations.js";
import { askFirst } from "./dialog.js";
import { element, find, iconButton } from "./dom.js";
import { formatNumber, formatTime, say } from "./texts.js";

const LISTED = 200; // more are found by searching
const search = find("#conversation-search");

export async function drawConversations(shown) {
  const found = await listConversations(search.value);
  find("#clear").hidden = !found.length && !search.value;
  search.hidden = found.length < 2 && !search.value;
  find("#conversation-list").replaceChildren(...found.slice(0, LISTED).map((conversation) => entry(conversation, shown)));
}

// `shown` says which conversation is on the page, `left` is called where that one is deleted.
export function setUpConversations(shown, left) {
  search.oninput = () => drawConversations(shown());
  find("#clear").onclick = async () => {
    const all = await listConversations();
    const sure = await askFirst(say("clear_question", { count: formatNumber(all.length) }), say("clear_hint"), say("delete"));
    if (!sure) return;
    await removeConversations(all.map(({ id }) => id));
    search.value = "";
    left();
    drawConversations(shown());
  };
  find("#conversation-list").addEventListener("remove-conversation", async ({ detail: { id, name } }) => {
    if (!(await askFirst(say("remove_question_conversation", { name }), say("remove_conversation_hint"), say("delete")))) return;
    await removeConversations([id]);
    if (id === shown()) left();
    drawConversations(shown());
  });
}

function entry(conversation, shown) {
  const name = conversation.title || say("new_conversation");
  const link = element("a", { href: `#/c/${conversation.id}`, textContent: name, title: `${name}\n${formatTime(conversation.updated)}`, dir: "auto" });
  if (conversation.id === shown && !find("#ask").hidden) link.setAttribute("aria-current", "page");
  const file = name.replace(/[^\p{L}\p{N}]+/gu, "-").slice(0, 60) || "conversation";
  const remove = (event) => event.currentTarget.dispatchEvent(new CustomEvent("remove-conversation", { bubbles: true, detail: { id: conversation.id, name } }));
  return element(
    "li",
    {},
    link,
    element(
      "span",
      { className: "entry-tools" },
      iconButton("markdown", say("export_markdown"), () => saveFile(`${file}.md`, asMarkdown(conversation), "text/markdown")),
      iconButton("json", say("export_json"), () => saveFile(`${file}.json`, JSON.stringify(conversation, null, 2), "application/json")),
      iconButton("remove", say("remove_conversation"), remove),
    ),
  );
}
