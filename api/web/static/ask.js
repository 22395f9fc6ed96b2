// Asking: the composer, the conversation that is shown, and the answer that is being written.

import { AnswerView } from "./answer.js";
import { historyOf, loadConversation, makeConversation, saveConversation, tellTabs } from "./conversations.js";
import { find } from "./dom.js";
import { currentScope } from "./scope.js";
import { Failure, postJson, readEvents } from "./server.js";
import { readStandings } from "./standing.js";
import { openViewer } from "./viewer.js";

const AT_END = 80; // pixels from the end that still count as reading along

let conversation = makeConversation();
let running = null; // the AbortController of the answer that is being written
let outdated = false; // whether another tab has changed a conversation since that began
let changed = () => {};

const thread = find("#thread");
const turns = find("#turns");
const question = find("#question");
const send = find("#send");
const stop = find("#stop");

const actions = {
  retry: (turn) => {
    if (!running) ask(turn.question, turn);
  },
  open: openViewer,
};

// `onChange` hears of each conversation that was begun or has grown.
export function setUpAsking(onChange) {
  changed = onChange;
  find("#composer").onsubmit = (event) => {
    event.preventDefault();
    submit();
  };
  question.oninput = grow;
  question.onkeydown = (event) => {
    // While Chinese or Japanese is composed, Enter chooses a word.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit();
  };
  stop.onclick = () => running?.abort();
  for (const suggestion of document.querySelectorAll(".suggestion")) suggestion.onclick = () => ask(suggestion.textContent);
}

export const shownConversation = () => conversation.id;

function submit() {
  const text = question.value.trim();
  if (!text || running) return;
  question.value = "";
  grow();
  ask(text);
}

function grow() {
  question.style.height = "auto";
  question.style.height = `${Math.min(question.scrollHeight, innerHeight / 3)}px`;
}

export function beginConversation() {
  running?.abort();
  conversation = makeConversation();
  turns.replaceChildren();
  find("#welcome").hidden = false;
  question.focus();
}

export async function showConversation(id) {
  if (id === conversation.id) return;
  const kept = await loadConversation(id).catch(() => null);
  if (!kept) return beginConversation();
  running?.abort();
  draw(kept);
}

// What another tab has made of the shown conversation meanwhile; an answer that is being written here is waited for.
export async function takeOver() {
  const { id, updated, turns: known } = conversation;
  const kept = await loadConversation(id).catch(() => null);
  outdated ||= Boolean(running);
  if (running || conversation.id !== id || conversation.updated !== updated || kept?.updated === updated) return;
  if (kept) draw(kept);
  else if (known.length) beginConversation();
}

function draw(kept) {
  conversation = kept;
  find("#welcome").hidden = true;
  turns.replaceChildren(...kept.turns.map((turn) => new AnswerView(turn, actions).restore()));
  turns.lastElementChild?.scrollIntoView();
}

async function ask(text, again = null) {
  if (running) return;
  const shown = conversation;
  const turn = { question: text, asked: again?.asked ?? new Date().toISOString(), scope: again?.scope ?? currentScope() };
  const view = new AnswerView(turn, actions);
  const at = again ? shown.turns.findIndex(({ asked }) => asked === again.asked) : shown.turns.length;
  const focused = document.activeElement;
  const history = historyOf(shown.turns.slice(0, at));
  if (again) turns.children[at].replaceWith(view.node);
  else turns.append(view.node);
  shown.turns[at] = turn;
  shown.title ||= text.slice(0, 80);
  find("#welcome").hidden = true;
  if (!focused.checkVisibility()) view.node.focus({ preventScroll: true }); // a suggestion, or a button of the turn before
  await saveConversation(shown, turn); // before the answer: a page that is closed meanwhile still has the question
  changed(shown);
  tellTabs();
  await write(view, shown, history);
}

async function write(view, shown, history) {
  const turn = view.turn;
  const stopper = new AbortController();
  setRunning(stopper);
  view.begin();
  view.node.scrollIntoView({ block: "nearest" });
  const keep = setInterval(() => saveConversation(shown, turn), 1000); // a reload in the middle loses a second
  try {
    const body = { question: turn.question, history, role: find("#role").value || null, ...scopeOf(turn) };
    const reply = await postJson("/web/ask", body, stopper.signal);
    for await (const event of readEvents(reply)) followed(view, () => view.take(event));
    if (!turn.answer && !turn.problem) throw new Failure({ code: "unreachable", message: "" });
  } catch (error) {
    if (error.name === "AbortError") turn.stopped = true;
    else if (error instanceof Failure) turn.problem = { code: error.code, message: error.message, hint: error.hint };
    else throw error;
  } finally {
    clearInterval(keep);
    await saveConversation(shown, turn); // before it is shown as finished: a page that is closed then has the answer
    if (running === stopper) setRunning(null);
    followed(view, () => view.finish());
    view.announceEnd();
    if (turn.answer?.citations.length) {
      turn.standing = await readStandings(turn.answer.citations);
      followed(view, () => view.drawStanding());
      await saveConversation(shown, turn);
    }
    if (outdated && shown === conversation && !running) draw(shown);
    outdated &&= Boolean(running);
    changed(shown);
    tellTabs();
  }
}

const scopeOf = (turn) => (turn.scope ? { scope: turn.scope.path } : {});

function setRunning(stopper) {
  running = stopper;
  const [come, gone] = stopper ? [stop, send] : [send, stop];
  const hadFocus = document.activeElement === gone;
  come.hidden = false;
  gone.hidden = true;
  if (hadFocus) come.focus();
}

// Stays at the end while the reader is there, and leaves the place to a reader who has scrolled up. The question stays
// in sight, so that a long answer is read from its beginning, unless the reader has scrolled past it.
function followed(view, change) {
  const isPast = isAbove(view.node);
  const atEnd = thread.scrollHeight - thread.scrollTop - thread.clientHeight < AT_END;
  change();
  if (!atEnd || !view.node.isConnected) return;
  thread.scrollTop = thread.scrollHeight;
  if (!isPast && isAbove(view.node)) view.node.scrollIntoView();
}

const isAbove = (node) => node.getBoundingClientRect().top < thread.getBoundingClientRect().top;
