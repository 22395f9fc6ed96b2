// Conversations, kept in this browser and nowhere else (IndexedDB: a long one is larger than localStorage takes).
// One is { id, space, title, updated, turns }; a turn is what was asked and all that came of it.

import { spaceName } from "./server.js";

const tabs = new BroadcastChannel("kb-conversations"); // of this browser, each with the page

const opening = new Promise((resolve, reject) => {
  const request = indexedDB.open("kb", 1);
  request.onupgradeneeded = () => request.result.createObjectStore("conversations", { keyPath: "id" });
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});
opening.catch(() => {}); // a browser that keeps nothing still asks and answers

async function run(mode, work) {
  const database = await opening;
  return new Promise((resolve, reject) => {
    const transaction = database.transaction("conversations", mode);
    const request = work(transaction.objectStore("conversations"));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

const isOfSpace = (conversation) => (conversation.space ?? null) === spaceName;

export const makeConversation = () => ({ id: crypto.randomUUID(), space: spaceName, title: "", updated: "", turns: [] });

// What was kept under this id, or undefined; that of another space would cite documents that this one has not.
export async function loadConversation(id) {
  const kept = await run("readonly", (store) => store.get(id));
  return kept && isOfSpace(kept) ? kept : undefined;
}

export async function removeConversations(ids) {
  for (const id of ids) await run("readwrite", (store) => store.delete(id));
  tellTabs();
}

// Other tabs hear that conversations have changed, of which one may be on their page.
export const tellTabs = () => tabs.postMessage("changed");
export const onOtherTabs = (listener) => (tabs.onmessage = listener);

// With the turn that this tab writes; of the others what is kept is taken, which another tab may have written meanwhile.
export function saveConversation(conversation, written) {
  conversation.updated = new Date().toISOString();
  return run("readwrite", (store) => {
    const read = store.get(conversation.id);
    read.onsuccess = () => {
      takeTurns(conversation, written, read.result?.turns ?? []);
      store.put(structuredClone(conversation));
    };
    return read;
  }).catch(() => {});
}

// A turn is known by when it was first asked; of a version of kb that did not keep that, all turns are here already.
function takeTurns({ turns }, written, kept) {
  const places = new Map(turns.map(({ asked }, at) => [asked, at]));
  const others = kept.filter(({ asked }) => asked && asked !== written.asked);
  for (const turn of [...others, written]) turns[places.get(turn.asked) ?? turns.length] = turn;
  turns.sort((one, other) => (one.asked ?? "").localeCompare(other.asked ?? ""));
}

// The newest first; with words, those in which all of them stand.
export async function listConversations(words = "") {
  const all = await run("readonly", (store) => store.getAll()).catch(() => []);
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  const holds = (conversation) => {
    const text = conversation.turns.map((turn) => `${turn.question}\n${turn.answer?.answer ?? ""}`).join("\n").toLowerCase();
    return wanted.every((word) => text.includes(word));
  };
  return all.filter(isOfSpace).filter(holds).sort((one, other) => other.updated.localeCompare(one.updated));
}

// What the model is told of the turns before: the last ones, since a window is finite.
const TOLD_TURNS = 10;

export function historyOf(turns) {
  const whole = turns.filter((turn) => turn.answer && !turn.answer.refused).slice(-TOLD_TURNS);
  return whole.flatMap((turn) => [
    { role: "user", content: turn.question },
    { role: "assistant", content: turn.answer.answer },
  ]);
}

// The server writes what is saved, so that nothing in it loads or links; what it has not answered is code.
const questionOf = (turn) => turn.answer?.markdown?.question ?? asCode(turn.question);
const asCode = (text) => (text.trim() ? `\`${text.replace(/`/g, "'").replace(/\s+/g, " ").trim()}\`` : "");

export function asMarkdown(conversation) {
  const parts = [`# ${questionOf(conversation.turns[0])}`];
  for (const turn of conversation.turns) parts.push(`## ${questionOf(turn)}`, turnAsMarkdown(turn));
  return `${parts.join("\n\n")}\n`;
}

export function turnAsMarkdown(turn) {
  return turn.answer?.markdown?.answer ?? asCode(turn.answer?.answer ?? turn.problem?.message ?? "");
}

export function saveFile(name, text, type) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
