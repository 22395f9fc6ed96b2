// What is asked of our own server: JSON, and streams of events. A failure comes with what to do about it.

import { say } from "./texts.js";
import { translateError } from "./translations.js";

const space = document.body.dataset.space;
const listeners = new Set();
let reachable = true;

export class Failure extends Error {
  constructor({ code, message, hint }) {
    super(message);
    this.code = code;
    this.hint = hint ?? "";
  }

  // What happened and what to do, in one line.
  get told() {
    if (this.code === "unreachable") return say("offline");
    return this.code === "unknown_document" ? say("gone") : `${this.message} ${this.hint}`.trim();
  }
}

export const canWrite = document.body.dataset.rights.split(" ").includes("write");
export const spaceName = space || null;

export function address(path, query = {}) {
  const given = { ...query, ...(space ? { space } : {}) };
  const search = new URLSearchParams(Object.entries(given).filter(([, value]) => value !== undefined && value !== null));
  return search.size ? `${path}?${search}` : path;
}

export function onReachable(listener) {
  listeners.add(listener);
}

function noteReachable(now) {
  if (now === reachable) return;
  reachable = now;
  for (const listener of listeners) listener(now);
}

// Raises Failure; an AbortError passes through.
export async function send(path, options = {}, query = {}) {
  let reply;
  try {
    reply = await fetch(address(path, query), options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    noteReachable(false);
    throw new Failure({ code: "unreachable", message: "", hint: "" });
  }
  noteReachable(true);
  if (!reply.ok) throw await failureOf(reply);
  return reply;
}

export async function getJson(path, query = {}, options = {}) {
  return (await send(path, options, query)).json();
}

async function failureOf(reply) {
  const body = await reply.json().catch(() => null);
  return new Failure(await translateError(body?.error ?? { code: String(reply.status), message: `${reply.status} ${reply.statusText}` }));
}

export function postJson(path, body, signal) {
  return send(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(space ? { ...body, space } : body),
    signal,
  });
}

// Events of text/event-stream, as { name, data }.
export async function* readEvents(reply) {
  const reader = reply.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      const parts = (rest + value).split("\n\n");
      rest = parts.pop();
      for (const part of parts) {
        const name = /^event: (.*)$/m.exec(part)?.[1];
        const data = /^data: (.*)$/m.exec(part)?.[1];
        if (name && data) yield { name, data: name === "error" ? await readError(data) : JSON.parse(data) };
      }
    }
  } catch (error) {
    if (error.name === "AbortError") throw error;
    noteReachable(false);
    throw new Failure({ code: "unreachable", message: "", hint: "" });
  } finally {
    reader.cancel().catch(() => {});
  }
}

async function readError(data) {
  const { error } = JSON.parse(data);
  return { error: await translateError(error) };
}

// While the server does not answer, it is asked again and again, slower as time goes by.
export async function watchReturn() {
  for (let pause = 500; !reachable; pause = Math.min(pause * 1.5, 5000)) {
    await new Promise((resolve) => setTimeout(resolve, pause));
    try {
      noteReachable((await fetch("/healthz")).ok);
    } catch {
      // It is still gone.
    }
  }
}
