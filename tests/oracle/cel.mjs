// Evaluates CEL with @bufbuild/cel and RE2 with re2js: implementations that share nothing with the code under test.
// stdin, a JSON object per line:
//   {"id", "expressions": [text], "requests": [{"method", "url_path", "query", "host", "headers", "filter_chain_name", "route_name",
//    "destination_port"}]}
// stdout, a line for each: {"id", "results": [[true | false | {"error": text} per request] per expression]}
// or, to have them parsed only: {"id", "parse": [text]}, answered by {"id", "faults": [null | text per expression]}
import { createInterface } from "node:readline";
import { celEnv, celError, isCelError, parse, plan } from "@bufbuild/cel";
import { RE2JS } from "re2js";

// The library's own `matches` compiles anew for every call.
class CachedRe2 {
  #compiled = new Map();

  compile(pattern) {
    if (this.#compiled.size > 10_000) {
      this.#compiled.clear();
    }
    if (!this.#compiled.has(pattern)) {
      this.#compiled.set(pattern, RE2JS.compile(pattern));
    }
    return this.#compiled.get(pattern);
  }
}

const env = celEnv({ re2: new CachedRe2() });

// Envoy finds headers whatever the case of the name, and the authority under two names.
class Headers extends Map {
  get(name) {
    if (typeof name !== "string" || !/^:?[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name)) {
      return undefined;
    }
    const lower = name.toLowerCase();
    return super.get(lower === "host" ? ":authority" : lower);
  }
}

const present = (members) => new Map(Object.entries(members).filter(([, value]) => value !== undefined && value !== null));

function activation(request) {
  const path = request.query ? `${request.url_path}?${request.query}` : request.url_path;
  const headers = new Headers(Object.entries(request.headers ?? {}));
  headers.set(":authority", request.host).set(":method", request.method).set(":path", path);
  const roots = {
    request: present({
      method: request.method,
      path,
      url_path: request.url_path,
      query: request.query,
      host: request.host,
      headers,
      scheme: headers.get(":scheme"),
      referer: headers.get("referer"),
      useragent: headers.get("user-agent"),
      id: headers.get("x-request-id"),
    }),
    xds: present({ filter_chain_name: request.filter_chain_name, route_name: request.route_name }),
    destination: present({ port: BigInt(request.destination_port ?? 0) }),
  };
  // An unknown name is an error in Envoy, in has() too. The library also asks for dotted names, which are never bound.
  return new Proxy(roots, {
    get: (target, name) =>
      Object.hasOwn(target, name) ? target[name] : String(name).includes(".") ? undefined : celError(`no value with name "${String(name)}"`),
  });
}

function evaluator(text) {
  try {
    return plan(env, parse(text));
  } catch (error) {
    return () => celError(`does not parse: ${error.message}`);
  }
}

function fault(text) {
  try {
    parse(text);
    return null;
  } catch (error) {
    return String(error.message).toWellFormed();
  }
}

function outcome(evaluate, bindings) {
  const value = evaluate(bindings);
  if (typeof value === "boolean") {
    return value;
  }
  return { error: isCelError(value) ? value.message : `not a bool: ${String(value)}` };
}

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  const { id, expressions, requests, parse: texts } = JSON.parse(line);
  if (texts) {
    process.stdout.write(`${JSON.stringify({ id, faults: texts.map(fault) })}\n`);
    continue;
  }
  const bindings = requests.map(activation);
  const results = expressions.map(evaluator).map((evaluate) => bindings.map((request) => outcome(evaluate, request)));
  process.stdout.write(`${JSON.stringify({ id, results })}\n`);
}
