// Each client as the same few functions. `chat` and `stream` take turns ({role, content}) and give {text, pieces?,
// cited?, thought?}; `stream` calls `seen` at each piece, and leaves when that returns true.
import { createOpenAI } from "@ai-sdk/openai";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { ChatOllama, OllamaEmbeddings } from "@langchain/ollama";
import { ChatOpenAI, OpenAIEmbeddings } from "@langchain/openai";
import { embedMany, generateText, streamText } from "ai";
import { Ollama } from "ollama";
import { Ollama as BrowserOllama } from "ollama/browser";
import { createOllama } from "ollama-ai-provider-v2";
import OpenAI from "openai";

const roles = { user: "human", assistant: "ai", system: "system" };
const titles = (annotations) => (annotations ?? []).map((each) => each.url_citation.title);

async function gathered(pieces, seen) {
  const got = [];
  for await (const piece of pieces) {
    if (!piece) continue;
    got.push(piece);
    if (seen(piece)) break;
  }
  return { text: got.join(""), pieces: got.length };
}

function openai(url) {
  const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: "k" });
  return {
    list: async () => (await client.models.list()).data.map((model) => model.id),
    chat: async (messages, model = "kb") => {
      const [choice] = (await client.chat.completions.create({ model, messages })).choices;
      return { text: choice.message.content, cited: titles(choice.message.annotations) };
    },
    stream: async (messages, seen) => {
      const stream = client.chat.completions.stream({ model: "kb", messages });
      const got = await gathered(
        (async function* () {
          for await (const chunk of stream) yield chunk.choices[0]?.delta?.content;
        })(),
        seen,
      );
      stream.abort();
      return got;
    },
    embed: async (texts) =>
      (await client.embeddings.create({ model: "kb", input: texts })).data.map((row) => row.embedding.length),
  };
}

function ollama(url, Client) {
  const client = new Client({ host: url });
  return {
    list: async () => (await client.list()).models.map((model) => model.name),
    chat: async (messages, model = "kb") => ({ text: (await client.chat({ model, messages })).message.content }),
    stream: async (messages, seen) => {
      const stream = await client.chat({ model: "kb", messages, stream: true });
      const got = await gathered(
        (async function* () {
          for await (const line of stream) yield line.message.content;
        })(),
        (piece) => {
          const leaving = seen(piece);
          if (leaving) client.abort();
          return leaving;
        },
      );
      return got;
    },
    embed: async (texts) =>
      (await client.embed({ model: "kb", input: texts })).embeddings.map((vector) => vector.length),
  };
}

function langchain(chat, embeddings) {
  const turned = (messages) => messages.map(({ role, content }) => [roles[role], content]);
  return {
    chat: async (messages, model = "kb") => ({ text: (await chat(model).invoke(turned(messages))).content }),
    stream: async (messages, seen) => {
      const control = new AbortController();
      const stream = await chat("kb").stream(turned(messages), { signal: control.signal });
      const got = await gathered(
        (async function* () {
          for await (const chunk of stream) yield chunk.content;
        })(),
        seen,
      );
      control.abort();
      return got;
    },
    embed: async (texts) => (await embeddings().embedDocuments(texts)).map((vector) => vector.length),
  };
}

function vercel(model, embedder) {
  const settings = { maxRetries: 0 };
  return {
    chat: async (messages, name = "kb") => {
      const reply = await generateText({ model: model(name), messages, ...settings });
      return { text: reply.text, cited: reply.sources.map((source) => source.title) };
    },
    stream: async (messages, seen) => {
      const control = new AbortController();
      let failure;
      const onError = ({ error }) => {
        failure = error;
      };
      const options = { abortSignal: control.signal, onError, ...settings };
      const reply = streamText({ model: model("kb"), messages, ...options });
      const got = await gathered(reply.textStream, seen);
      control.abort();
      if (failure) throw failure;
      return got;
    },
    embed:
      embedder &&
      (async (texts) =>
        (await embedMany({ model: embedder("kb"), values: texts, ...settings })).embeddings.map((each) => each.length)),
  };
}

export const clients = {
  openai,
  ollama: (url) => ollama(url, Ollama),
  "ollama/browser": (url) => ollama(url, BrowserOllama),
  "@langchain/openai": (url) => {
    const configuration = { baseURL: `${url}/v1` };
    const options = { apiKey: "k", configuration, maxRetries: 0 };
    return langchain(
      (model) => new ChatOpenAI({ model, ...options }),
      () => new OpenAIEmbeddings({ model: "kb", ...options }),
    );
  },
  "@langchain/ollama": (url) =>
    langchain(
      (model) => new ChatOllama({ model, baseUrl: url, maxRetries: 0 }),
      () => new OllamaEmbeddings({ model: "kb", baseUrl: url, maxRetries: 0 }),
    ),
  "@ai-sdk/openai": (url) => {
    const provider = createOpenAI({ baseURL: `${url}/v1`, apiKey: "k" });
    return vercel(provider, provider.embedding);
  },
  "@ai-sdk/openai chat": (url) => vercel(createOpenAI({ baseURL: `${url}/v1`, apiKey: "k" }).chat),
  "@ai-sdk/openai-compatible": (url) => {
    const provider = createOpenAICompatible({ name: "kb", baseURL: `${url}/v1`, apiKey: "k" });
    return vercel(provider, provider.textEmbeddingModel);
  },
  "ollama-ai-provider-v2": (url) => {
    const provider = createOllama({ baseURL: `${url}/api` });
    return vercel(provider, provider.textEmbeddingModel ?? provider.embedding);
  },
};
