/** Bodies on real sockets: half ones, dripping ones, broken-off ones and far too many, beside one that is served. */
import { afterEach, beforeEach, expect, test } from "bun:test";
import { createConnection, type Socket } from "node:net";
import { Hono } from "hono";
import { SimulatedClock } from "xstate";
import { eventually } from "../../../test/support/eventually.ts";
import { createApp } from "../server/app.ts";
import { type BodyEnv, jsonObjectBody, readBytes } from "./body.ts";
import { BODY_DEADLINE_MS, type BodyGate, createBodyGate } from "./body-gate.ts";
import { problemResponse } from "./problem.ts";
import { refuseIn } from "./refusal.ts";

const MAX_BYTES = 100_000;

let clock: SimulatedClock;
let gate: BodyGate;
let server: Bun.Server<undefined>;
let noted: string[];
let logged: string[];
let readings: number;
let sockets: Socket[];
/** By the header X-From, as behind a trusted proxy. */
const addresses = { of: (request: Request) => request.headers.get("x-from") ?? "198.51.100.1" };

beforeEach(() => {
  clock = new SimulatedClock();
  [noted, logged, sockets, readings] = [[], [], [], 0];
  const refusals = { note: (kind: string) => void noted.push(kind) };
  gate = createBodyGate({ maxRequestBodyBytes: 1024 * 1024, addresses, refusals, clock });
  const form = new Hono<BodyEnv>();
  form.onError(refuseIn(problemResponse));
  form.post("/stranger", jsonObjectBody(MAX_BYTES), (context) => context.json(context.get("body")));
  const known = jsonObjectBody(MAX_BYTES, () => "known");
  form.post("/known", known, (context) => context.json(context.get("body")));
  // Without a form of its own.
  const bare = new Hono().post("/bare", async (context) => {
    return context.text(String((await readBytes(context.req.raw, MAX_BYTES)).length));
  });
  const logger = { error: (fields: unknown) => void logged.push(JSON.stringify(fields)) };
  const app = createApp({ logger: logger as never, groups: [new Hono().route("/", form), bare] });
  server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch(request) {
      gate.watch(request);
      const answer = app.fetch(request);
      // By then the route has begun to read.
      readings += 1;
      return answer;
    },
  });
});

afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  gate.close();
  await server.stop(true);
});

interface Sent {
  socket: Socket;
  /** All that came, once the server has closed. */
  closed: Promise<string>;
}

function send(path: string, { from = "198.51.100.1", length = "1000", chunked = false } = {}): Sent {
  const socket = createConnection(server.port ?? 0, "127.0.0.1");
  sockets.push(socket);
  const { promise: closed, resolve } = Promise.withResolvers<string>();
  let came = "";
  socket.on("data", (chunk) => {
    came += String(chunk);
  });
  socket.on("error", () => {});
  socket.on("close", () => resolve(came));
  const size = chunked ? "Transfer-Encoding: chunked" : `Content-Length: ${length}`;
  socket.write(`POST ${path} HTTP/1.1\r\nHost: localhost\r\nX-From: ${from}\r\n${size}\r\n\r\n`);
  socket.write(chunked ? '5\r\n{"a":\r\n' : '{"a":');
  return { socket, closed };
}

const until = (count: number) => eventually(() => expect(readings).toBe(count));

async function serves(path: string, from: string): Promise<void> {
  const url = `http://127.0.0.1:${server.port}${path}`;
  const response = await fetch(url, { method: "POST", body: '{"b":1}', headers: { "x-from": from } });
  expect([response.status, await response.json()]).toEqual([200, { b: 1 }]);
}

test.each(["/stranger", "/known", "/bare"])("half a body of %s ends in 408 at the deadline", async (path) => {
  const [plain, chunked] = [send(path), send(path, { chunked: true })];
  await until(2);
  clock.increment(BODY_DEADLINE_MS - 1);
  expect(noted).toEqual([]);
  clock.increment(1);
  for (const answer of await Promise.all([plain.closed, chunked.closed])) {
    expect(answer).toStartWith("HTTP/1.1 408");
    expect(answer).toMatch(/connection: close/i);
    expect(answer).toContain('"code":"DEADLINE_EXCEEDED"');
  }
  expect(noted).toEqual(["body.late", "body.late"]);
  expect(logged).toEqual([]);
});

test("a body that drips has no longer than one that has stopped", async () => {
  const { socket, closed } = send("/known");
  await until(1);
  for (let second = 1; second < BODY_DEADLINE_MS / 1000; second += 1) {
    socket.write("1");
    clock.increment(1000);
  }
  expect(noted).toEqual([]);
  clock.increment(1000);
  expect(await closed).toStartWith("HTTP/1.1 408");
});

test("many half bodies of one address make room for each other, and a good one is served", async () => {
  const half: Sent[] = [];
  for (let place = 0; place < 70; place += 1) half.push(send("/stranger"));
  await until(70);
  // 64 places of a MiB each; the six oldest went, and one more goes for the good one.
  await eventually(() => expect(noted).toEqual(Array(6).fill("body.places")));
  await serves("/stranger", "198.51.100.1");
  await serves("/stranger", "203.0.113.9");
  await serves("/known", "198.51.100.1");
  expect(noted).toHaveLength(7);
  // Once they had their time, one address keeps 32.
  clock.increment(2_000);
  expect(noted).toHaveLength(70 - 32);
  clock.increment(BODY_DEADLINE_MS);
  const answers = await Promise.all(half.map(({ closed }) => closed));
  const statuses = answers.map((answer) => answer.slice(9, 12)).sort();
  expect(statuses).toEqual([...Array(32).fill("408"), ...Array(38).fill("503")]);
  expect(answers.find((answer) => answer.includes(" 503 "))).toMatch(/retry-after: 1/i);
});

test("the bodies of known senders are bounded by their bytes, and strangers keep their places", async () => {
  const big = String(MAX_BYTES);
  const most = Math.floor((64 * 1024 * 1024) / MAX_BYTES);
  const half: Sent[] = [];
  for (let place = 0; place < most; place += 1) half.push(send("/known", { length: big }));
  await until(most);
  const { closed } = send("/known", { length: big });
  const refusal = await closed;
  expect(refusal).toStartWith("HTTP/1.1 503");
  expect(refusal).toMatch(/retry-after: 1/i);
  await serves("/stranger", "198.51.100.1");
  half[0]?.socket.destroy();
  await eventually(async () => await serves("/known", "198.51.100.1"));
  expect(logged).toEqual([]);
});

test.each(["/stranger", "/known", "/bare"])(
  "a body of %s that breaks off gives its place back, without a line",
  async (path) => {
    const sent = [send(path), send(path, { chunked: true })];
    await until(2);
    for (const { socket } of sent) socket.destroy();
    await eventually(() => expect(server.pendingRequests).toBe(0));
    clock.increment(BODY_DEADLINE_MS);
    expect([noted, logged]).toEqual([[], []]);
  },
);
