// node run.mjs CLIENT URL: does what a chat does, one thing after the other, and prints what came of each as JSON.
import { clients } from "./clients.mjs";

const [name, url] = process.argv.slice(2);
const client = clients[name](url);
const question = { role: "user", content: "When is the boiler serviced?" };
const results = {};

async function noted(step, work) {
  try {
    results[step] = (await work()) ?? null;
  } catch (error) {
    results[step] = { raised: String(error?.error?.message ?? error?.message ?? error) };
  }
}

const all = () => false;
if (client.list) await noted("list", client.list);
await noted("chat", () => client.chat([question]));
await noted("stream", () => client.stream([question], all));
const first = { role: "assistant", content: results.chat?.text ?? "" };
await noted("turns", () => client.chat([question, first, { role: "user", content: "And who does it?" }]));
await noted("missing", () => client.chat([question], "nope"));
await noted("died", () => client.stream([question], all));
if (client.embed) await noted("embed", () => client.embed(["a cat", "a dog"]));
await noted("cancel", () => client.stream([question], () => true));
console.log(JSON.stringify(results));
process.exit(0);
