// Plays the apps' operations in Apollo Client's normalised cache, against a server that runs.
//
// Reads a plan as JSON from standard input (its shape is in test_caches.py) and writes a list of
// faults as JSON to standard output: empty if a cache of this version serves the apps well.

import { createRequire } from "node:module";
import { format } from "node:util";

// A development build: it warns of what a write takes from other screens.
globalThis.__DEV__ = true;

const require = createRequire(import.meta.url);
const PACKAGES = { 3: "apollo-client-3", 4: "@apollo/client" };
/** How often the event loop turns before the cache is taken to be at rest. */
const TURNS = 6;

const plan = JSON.parse(await new Response(process.stdin).text());
const from = (part) => require(`${PACKAGES[plan.version]}/${part}`);
const { ApolloClient, ApolloLink, HttpLink, InMemoryCache, gql } = from("core");
const { relayStylePagination } = from("utilities");
from("dev").loadDevMessages();
from("dev").loadErrorMessages();

const typePolicies = new Function("relayStylePagination", `${plan.policies}; return typePolicies;`)(
  relayStylePagination,
);
const documents = Object.fromEntries(
  Object.entries(plan.documents).map(([name, text]) => [name, gql(text)]),
);

const faults = [];
let place = "";
const fault = (text) => faults.push(`${place}: ${text}`);
// What Apollo warns of: "Cache data may be lost …", "Missing field …".
console.warn = console.error = (...parts) => fault(format(...parts).slice(0, 900));
console.log = console.info = console.debug = () => {};

/** What the server answered: within one act the same request is sent to it only once. */
let answers = new Map();
let pending = 0;

async function answered(url, { headers, body }) {
  const key = JSON.stringify([headers.Authorization ?? headers.authorization, body]);
  if (!answers.has(key)) {
    const response = await fetch(url, { method: "POST", headers, body });
    answers.set(key, await response.text());
  }
  return new Response(answers.get(key), { headers: { "Content-Type": "application/json" } });
}

async function atRest() {
  for (let turn = 0; turn < TURNS; turn += pending ? 0 : 1) {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

/** What is at a path of keys and indexes with dots; `@ID` is the edge of the thing with this id. */
const at = (data, path) =>
  path
    .split(".")
    .reduce(
      (inner, step) =>
        step[0] === "@" ? inner?.find(({ node }) => `@${node.id}` === step) : inner?.[step],
      data,
    );
const nested = (path, value) =>
  path.split(".").reduceRight((inner, step) => ({ [step]: inner }), value);

/** An installed app of one person: a cache, the screens that are open, the requests it made. */
class App {
  constructor(who) {
    this.requests = [];
    this.open = [];
    const counted = new ApolloLink((operation, forward) => {
      this.requests.push(operation.operationName);
      return forward(operation);
    });
    const http = new HttpLink({
      uri: plan.url,
      headers: plan.people[who],
      fetch: async (url, options) => {
        pending += 1;
        try {
          return await answered(url, options);
        } finally {
          pending -= 1;
        }
      },
    });
    this.client = new ApolloClient({
      link: counted.concat(http),
      cache: new InMemoryCache({ typePolicies, possibleTypes: plan.possibleTypes }),
    });
  }

  /** Opens a screen and keeps it open; its newest data, and how many requests that took. */
  async screen(name, variables) {
    const before = this.requests.length;
    const screen = { name, data: undefined };
    screen.query = this.client.watchQuery({ query: documents[name], variables });
    screen.query.subscribe({
      next: ({ data, error, errors }) => {
        if (error || errors) fault(`${name} fails: ${error ?? JSON.stringify(errors)}`);
        screen.data = data ?? screen.data;
      },
      error: (error) => fault(`${name} fails: ${error}`),
    });
    await atRest();
    this.open.push(screen);
    screen.requests = this.requests.slice(before);
    return screen;
  }

  async mutate(name, variables) {
    const { data } = await this.client.mutate({ mutation: documents[name], variables });
    await atRest();
    for (const payload of Object.values(data)) {
      if (!payload.__typename.endsWith("Success")) fault(`${name} fails: ${JSON.stringify(payload)}`);
    }
  }

  close() {
    this.client.stop();
  }
}

function expectRequests(requests, expected, what) {
  if (requests.join() !== expected.join()) {
    fault(`${what} sends [${requests.join(", ")}], not [${expected.join(", ")}]`);
  }
}

const operation = (name) => documents[name].definitions[0].name.value;

/** Every screen is opened after every other and costs at most a request of its own. */
async function everyScreen({ who, screens }) {
  for (const order of [screens, [...screens].reverse()]) {
    const app = new App(who);
    for (const { name, variables } of order) {
      place = `${who} opens ${name} after ${app.open.map((screen) => screen.name).join(", ")}`;
      const { requests } = await app.screen(name, variables);
      expectRequests(requests, requests.length ? [operation(name)] : [], "it");
    }
    for (const { name, variables } of order) {
      place = `${who} opens ${name} again`;
      expectRequests((await app.screen(name, variables)).requests, [], "it");
    }
    app.close();
  }
}

/** From a list to a detail and back: one request for each, and none for coming back. */
async function detail({ who, list, variables, item, screen, key }) {
  place = `${who} goes from ${list} to ${screen}`;
  const app = new App(who);
  const listed = await app.screen(list, variables);
  expectRequests(listed.requests, [operation(list)], "the list");
  const value = at(listed.data, item);
  if (value === undefined) return fault(`there is nothing at ${item}`);
  const shown = await app.screen(screen, nested(key, value));
  expectRequests(shown.requests, [operation(screen)], "the detail");
  expectRequests((await app.screen(list, variables)).requests, [], "the list, again,");
  expectRequests((await app.screen(screen, nested(key, value))).requests, [], "the detail, again,");
  app.close();
}

/** The second page of a list joins the first. */
async function nextPage({ who, list, variables, at: path }) {
  place = `${who} asks for more of ${list}`;
  const app = new App(who);
  const listed = await app.screen(list, variables);
  const { edges, pageInfo } = at(listed.data, path);
  if (!pageInfo.hasNextPage) return fault("there is no second page");
  await listed.query.fetchMore({ variables: { after: pageInfo.endCursor } });
  await atRest();
  expectRequests(app.requests, [operation(list), operation(list)], "it");
  const ids = at(listed.data, path).edges.map((edge) => edge.node.id);
  if (ids.length <= edges.length || new Set(ids).size < ids.length) {
    fault(`${edges.length} items become ${ids.length}, ${new Set(ids).size} of them different`);
  }
  app.close();
}

/**
 * With every screen open, each mutation costs one request and shows on the screens: a value, any
 * value (`*`), or a number below what it was (`<`).
 */
async function changes({ who, screens, changes: wanted }) {
  answers = new Map();
  place = `${who} opens every screen`;
  const app = new App(who);
  for (const { name, variables } of screens) await app.screen(name, variables);
  for (const { mutation, input, opens, shows } of wanted) {
    place = `${who} sends ${mutation}`;
    const own = {};
    for (const { name, variables } of opens) own[name] = await app.screen(name, variables);
    const shown = ({ screen, path }) =>
      at((own[screen] ?? app.open.find(({ name }) => name === screen)).data, path);
    const before = { requests: app.requests.length, shown: shows.map(shown) };
    await app.mutate(mutation, { input });
    expectRequests(app.requests.slice(before.requests), [operation(mutation)], "it");
    shows.forEach((expected, index) => {
      const now = shown(expected);
      const fits =
        expected.value === "*" ? now !== null && now !== undefined
        : expected.value === "<" ? now < before.shown[index]
        : now === expected.value;
      if (!fits) fault(`${expected.screen} shows ${now} at ${expected.path}, not ${expected.value}`);
    });
  }
  app.close();
}

const ACTS = { everyScreen, detail, nextPage, changes };
for (const act of plan.acts) {
  try {
    await ACTS[act.act](act);
  } catch (error) {
    fault(error.stack);
  }
}
process.stdout.write(JSON.stringify(faults));
