// One turn on the page: the question, the answer as it grows, its sources, and what can be done with it.

import { button, element, find, setHtml } from "./dom.js";
import { decorateMarks } from "./marks.js";
import { nearestList, passageList, sourceList } from "./sources.js";
import { formatNumber, say, sayCount } from "./texts.js";
import { turnAsMarkdown } from "./conversations.js";
import { announce } from "./live.js";
import { getJson, send } from "./server.js";

export class AnswerView {
  // `actions` are what the conversation does: retry(turn), ask(question), open(citations, index).
  constructor(turn, actions) {
    this.turn = turn;
    this.actions = actions;
    this.thinking = element("div", { className: "thoughts" });
    this.thinkingBox = element("details", { className: "thinking", hidden: true }, element("summary", { textContent: say("thinking") }), this.thinking);
    this.text = element("div", { className: "answer" });
    this.status = element("p", { className: "status" });
    this.foot = element("div", { className: "foot" });
    this.node = element(
      "article",
      { className: "turn", tabIndex: -1 },
      element("h2", { className: "question", dir: "auto", textContent: turn.question }),
      this.thinkingBox,
      this.text,
      this.status,
      this.foot,
    );
    this.node.setAttribute("aria-label", turn.question);
  }

  // What was kept of an earlier visit.
  restore() {
    for (const [at, html] of (this.turn.blocks ?? []).entries()) this.#setBlock(at, html);
    if (this.turn.thinking) this.#think(this.turn.thinking);
    this.finish();
    return this.node;
  }

  begin() {
    this.status.textContent = say("searching");
    this.text.setAttribute("aria-busy", "true");
  }

  take({ name, data }) {
    if (name === "waiting") this.status.textContent = sayCount("waiting", data.before);
    if (name === "sources") {
      this.turn.sources = data.sources;
      this.status.textContent = say("writing");
    }
    if (name === "thinking") {
      this.turn.thinking = (this.turn.thinking ?? "") + data.text;
      this.#think(data.text);
    }
    if (name === "blocks") this.#draw(data);
    if (name === "answer") this.turn.answer = data;
    if (name === "error") this.turn.problem = data.error;
  }

  #think(text) {
    this.thinkingBox.hidden = false;
    this.thinking.append(text);
  }

  #draw({ at, html }) {
    this.turn.blocks ??= [];
    this.turn.blocks.splice(at, this.turn.blocks.length, ...html);
    for (const [index, block] of html.entries()) {
      this.#setBlock(at + index, block);
      if (index < html.length - 1) announce(this.text.children[at + index].textContent);
    }
  }

  #setBlock(at, html) {
    let block = this.text.children[at];
    if (!block) this.text.append((block = element("div", { className: "block", dir: "auto" })));
    setHtml(block, html);
  }

  finish() {
    const { answer } = this.turn;
    this.text.removeAttribute("aria-busy");
    this.node.classList.toggle("refused", Boolean(answer?.refused));
    this.status.replaceChildren(...this.#told());
    this.foot.replaceChildren();
    this.status.hidden = !this.status.childNodes.length;
    decorateMarks(this.text, this.turn, this.actions.open);
    if (answer?.refused) this.foot.append(...this.#help());
    else if (answer?.citations.length) this.foot.append(sourceList(this.turn, this.actions.open));
    this.foot.append(this.#tools());
  }

  // What the cited documents say of their own standing, once it is known.
  drawStanding() {
    const list = find(".sources:not(.nearest)", this.foot);
    if (list && this.turn.answer?.citations.length) list.replaceWith(sourceList(this.turn, this.actions.open));
  }

  announceEnd() {
    const last = this.text.lastElementChild?.textContent ?? "";
    announce(`${last} ${this.turn.answer ? say("finished") : this.status.textContent}`);
  }

  #told() {
    const { answer, problem, stopped } = this.turn;
    if (problem) {
      const said = problem.code === "unreachable" ? say("unanswered") : `${problem.message} ${problem.hint ?? ""}`;
      return [element("span", { className: "problem", textContent: said })];
    }
    if (stopped) return [say("stopped")];
    if (!answer) return [say("interrupted")];
    if (!answer.complete) return [say("incomplete")];
    const lines = [];
    if (answer.standalone) lines.push(say("understood", { question: answer.standalone }));
    if (answer.usage?.sources_left_out) lines.push(sayCount("left_out", answer.usage.sources_left_out));
    return lines.map((line) => element("span", { className: "remark", textContent: line }));
  }

  // A refusal that helps: what comes nearest, and the same words looked for.
  #help() {
    const { nearest, question, standalone } = this.turn.answer;
    const found = element("div", { className: "found" });
    const search = button(say("search_words"), async () => {
      const { hits } = await getJson("/search", { q: standalone ?? question, mode: "keyword", k: 8, scope: this.turn.scope?.path ?? "" });
      found.replaceChildren(...passageList(hits, this.actions.open));
      announce(found.textContent);
    });
    return [nearest.length ? nearestList(nearest, this.actions.open) : null, element("p", {}, search), found].filter(Boolean);
  }

  #tools() {
    const { answer } = this.turn;
    const tools = element("div", { className: "tools" });
    if (answer) {
      const copy = button(say("copy"), async () => {
        await navigator.clipboard.writeText(turnAsMarkdown(this.turn));
        copy.textContent = say("copied");
        announce(say("copied"));
        setTimeout(() => (copy.textContent = say("copy")), 2000);
      });
      tools.append(copy);
    }
    tools.append(button(say("retry"), () => this.actions.retry(this.turn)));
    if (answer?.id) tools.append(...this.#ratings(answer.id, tools));
    if (answer) tools.append(element("span", { className: "by", textContent: this.#by() }));
    return tools;
  }

  #by() {
    const { model, seconds } = this.turn.answer;
    const total = Object.values(seconds).reduce((sum, step) => sum + step, 0);
    return say(model === "builtin" ? "word_for_word" : "answered_by", { model, seconds: formatNumber(total) });
  }

  #ratings(id, tools) {
    const rate = (rating) => async () => {
      const body = JSON.stringify({ rating });
      await send(`/answers/${id}/rating`, { method: "POST", headers: { "Content-Type": "application/json" }, body });
      const noted = element("span", { tabIndex: -1, textContent: say("rated") });
      find(".by", tools).before(noted);
      const hadFocus = document.activeElement.matches(".rate");
      for (const given of tools.querySelectorAll(".rate")) given.remove();
      if (hadFocus) noted.focus();
      announce(say("rated"));
    };
    return [button(say("good"), rate("up"), { className: "rate" }), button(say("bad"), rate("down"), { className: "rate" })];
  }
}
