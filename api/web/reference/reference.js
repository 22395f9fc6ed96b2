// Draws /openapi.json, and lets each route be tried. Text goes in as text, never as HTML.

const api = await (await fetch("/openapi.json")).json();

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

function resolved(schema) {
  const name = schema?.$ref?.split("/").pop();
  return name ? api.components.schemas[name] : schema ?? {};
}

function typeOf(schema) {
  if (schema?.$ref) return schema.$ref.split("/").pop();
  if (schema?.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  if (schema?.const !== undefined) return JSON.stringify(schema.const);
  if (schema?.anyOf) return schema.anyOf.map(typeOf).join(" | ");
  if (schema?.type === "array") return `${typeOf(schema.items)}[]`;
  return schema?.type ?? "any";
}

function table(rows) {
  const body = rows.map((cells) => element("tr", {}, ...cells.map((cell) => element("td", {}, cell))));
  return element("table", {}, ...body);
}

function fields(schema) {
  const { properties = {}, required = [] } = resolved(schema);
  return Object.entries(properties).map(([name, field]) => [
    element("code", { textContent: name }),
    element("code", { textContent: typeOf(field) }),
    required.includes(name) ? "required" : field.default !== undefined ? `default ${JSON.stringify(field.default)}` : "",
    field.description ?? "",
  ]);
}

function section(title, schema) {
  const rows = fields(schema?.items ?? schema);
  return rows.length ? [element("h4", { textContent: title }), table(rows)] : [];
}

function exampleOf(schema) {
  const { properties = {}, required = [] } = resolved(schema);
  const wanted = Object.keys(properties).filter((name) => required.includes(name));
  const values = wanted.map((name) => [name, properties[name].type === "array" ? [] : ""]);
  return JSON.stringify(Object.fromEntries(values), null, 2);
}

async function show(reply, output) {
  output.textContent = `${reply.status} ${reply.statusText}\n\n`;
  const reader = reply.body.pipeThrough(new TextDecoderStream()).getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) output.append(part.value);
}

function trial(method, path, operation, bodySchema, isForm) {
  const inputs = (operation.parameters ?? []).map((parameter) => [parameter, element("input", { type: "text" })]);
  const body = bodySchema && !isForm ? element("textarea", { value: exampleOf(bodySchema) }) : null;
  const files = isForm ? element("input", { type: "file", multiple: true }) : null;
  const output = element("pre", { hidden: true });
  const run = element("button", { textContent: "Try it" });
  const stop = element("button", { textContent: "Stop", hidden: true });
  run.onclick = async () => {
    const query = new URLSearchParams();
    let place = path;
    for (const [parameter, input] of inputs) {
      if (parameter.in === "path") place = place.replace(`{${parameter.name}}`, encodeURIComponent(input.value));
      else if (input.value) query.set(parameter.name, input.value);
    }
    const stopper = new AbortController();
    stop.onclick = () => stopper.abort();
    const request = { method: method.toUpperCase(), signal: stopper.signal };
    if (body) Object.assign(request, { body: body.value, headers: { "Content-Type": "application/json" } });
    if (files) {
      request.body = new FormData();
      for (const file of files.files) request.body.append("files", file);
    }
    stop.hidden = output.hidden = false;
    try {
      await show(await fetch(query.size ? `${place}?${query}` : place, request), output);
    } catch (error) {
      output.append(`\n${error.message}`);
    }
    stop.hidden = true;
  };
  const rows = inputs.map(([parameter, input]) => [element("code", { textContent: parameter.name }), input]);
  return [table(rows), ...[body, files].filter(Boolean), element("div", {}, run, stop), output];
}

function route(path, method, operation) {
  const content = operation.requestBody?.content ?? {};
  const isForm = "multipart/form-data" in content;
  const bodySchema = Object.values(content)[0]?.schema;
  const done = Object.entries(operation.responses).find(([status]) => status.startsWith("2"))?.[1];
  const parameters = (operation.parameters ?? []).map((parameter) => [
    element("code", { textContent: parameter.name }),
    element("code", { textContent: typeOf(parameter.schema) }),
    parameter.required ? "required" : parameter.schema?.default !== undefined ? `default ${parameter.schema.default}` : "",
  ]);
  return element(
    "details",
    {},
    element(
      "summary",
      {},
      element("span", { className: "method", textContent: method.toUpperCase() }),
      element("code", { textContent: path }),
    ),
    element("p", { textContent: operation.description ?? "" }),
    ...(parameters.length ? [element("h4", { textContent: "Parameters" }), table(parameters)] : []),
    ...section("Body", bodySchema),
    ...section("Answer", done?.content?.["application/json"]?.schema),
    ...trial(method, path, operation, bodySchema, isForm),
  );
}

document.querySelector("#version").textContent = api.info.version;
document.querySelector("#summary").textContent = api.info.summary;
const groups = new Map();
for (const [path, operations] of Object.entries(api.paths)) {
  for (const [method, operation] of Object.entries(operations)) {
    const group = operation.tags?.[0] ?? "other";
    groups.set(group, [...(groups.get(group) ?? []), route(path, method, operation)]);
  }
}
for (const [group, routes] of groups) {
  document.querySelector("#routes").append(element("h2", { textContent: group }), ...routes);
}
