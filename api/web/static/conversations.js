// Conversations, kept in this browser and nowhere else (IndexedDB: a long one is larger than localStorage takes).
// One is { id, title, updated, turns }; a turn is what was asked and all that came of it.

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
    transaction.onerror = () => reject(transaction.error);
  });
}

export const makeConversation = () => ({ id: crypto.randomUUID(), title: "", updated: "", turns: [] });
export const loadConversation = (id) => run("readonly", (store) => store.get(id));
export const removeConversation = (id) => run("readwrite", (store) => store.delete(id));
export const clearConversations = () => run("readwrite", (store) => store.clear());

export function saveConversation(conversation) {
  conversation.updated = new Date().toISOString();
  return run("readwrite", (store) => store.put(structuredClone(conversation))).catch(() => {});
}

// The newest first; with words, those in which all of them stand.
export async function listConversations(words = "") {
  const all = await run("readonly", (store) => store.getAll()).catch(() => []);
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  const holds = (conversation) => {
    const text = conversation.turns.map((turn) => `${turn.question}\n${turn.answer?.answer ?? ""}`).join("\n").toLowerCase();
    return wanted.every((word) => text.includes(word));
  };
  return all.filter(holds).sort((one, other) => other.updated.localeCompare(one.updated));
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
