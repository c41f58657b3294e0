/** Whatever a desktop's connection is refused for has Engine.IO's form, and pages of other sites may read it. */
import { afterEach, expect, test } from "bun:test";
import { createConnection, type Socket } from "node:net";
import { SimulatedClock } from "xstate";
import { type DesktopStage, startDesktopStage } from "../../../test/support/desktop-stage.ts";
import { eventually } from "../../../test/support/eventually.ts";
import { BODY_DEADLINE_MS } from "../common/body-gate.ts";

const PAGE = "https://desk.example";
const PATH = "/socket.io/?EIO=4&transport=";
let stage: DesktopStage;
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await stage.close();
});

interface Answer {
  status: number;
  headers: Headers;
  body: unknown;
}

/** Sends bare lines and a part of a body; resolves with the answer once the server has sent it whole. */
function send(lines: string[], body = ""): Promise<Answer> {
  const socket = createConnection(Number(new URL(stage.url).port), "127.0.0.1");
  sockets.push(socket);
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  let heard = "";
  socket.on("data", (chunk) => {
    heard += String(chunk);
    const [head = "", ...rest] = heard.split("\r\n\r\n");
    const [first = "", ...fields] = head.split("\r\n");
    const headers = new Headers(
      fields.map((field): [string, string] => [field.split(": ")[0] ?? "", field.split(": ")[1] ?? ""]),
    );
    const text = rest.join("\r\n\r\n");
    if (rest.length === 0 || text.length < Number(headers.get("content-length") ?? 0)) return;
    resolve({ status: Number(first.split(" ")[1]), headers, body: text === "" ? null : JSON.parse(text) });
  });
  socket.on("error", reject);
  socket.on("close", () => reject(new Error(`closed after ${heard}`)));
  socket.write([...lines, "Host: localhost", `Origin: ${PAGE}`, "", body].join("\r\n"));
  return promise;
}

async function openSession(): Promise<string> {
  const opened = await (await fetch(`${stage.url}${PATH}polling`)).text();
  return `${PATH}polling&sid=${(JSON.parse(opened.slice(1)) as { sid: string }).sid}`;
}

const post = (path: string, lengthBytes: number) => [
  `POST ${path} HTTP/1.1`,
  `Content-Length: ${lengthBytes}`,
];

function expectRefusal({ status, headers, body }: Answer, wanted: number): void {
  expect({ status, body }).toEqual({
    status: wanted,
    body: { code: expect.any(Number), message: expect.any(String) },
  });
  expect(headers.get("content-type")).toBe("application/json");
  expect(headers.get("access-control-allow-origin")).toBe(PAGE);
  expect(headers.get("vary")).toContain("Origin");
}

test("half a body: 408, and the connection is closed", async () => {
  const clock = new SimulatedClock();
  stage = startDesktopStage({ clock });
  const refused = send(post(await openSession(), 100), "40{");
  let isOver = false;
  const over = refused.finally(() => {
    isOver = true;
  });
  // The body's deadline begins when the server has read its head.
  await eventually(() => {
    clock.increment(BODY_DEADLINE_MS);
    expect(isOver).toBe(true);
  });
  await over;
  expectRefusal(await refused, 408);
  expect((await refused).headers.get("connection")).toBe("close");
});

test("a body larger than a desktop may send: 413", async () => {
  stage = startDesktopStage();
  expectRefusal(await send(post(await openSession(), 10_001), "4".repeat(10_001)), 413);
});

test("too many bodies on their way: 503, to come back", async () => {
  const clock = new SimulatedClock();
  stage = startDesktopStage({ clock });
  const path = await openSession();
  const answers: Answer[] = [];
  for (let index = 0; index < 40; index += 1)
    send(post(path, 100), "40{").then(
      (answer) => answers.push(answer),
      () => {},
    );
  await eventually(() => {
    clock.increment(100);
    expect(answers.some(({ status }) => status === 503)).toBe(true);
  });
  const crowded = answers.find(({ status }) => status === 503) as Answer;
  expectRefusal(crowded, 503);
  expect(crowded.headers.get("retry-after")).toBe("1");
});

const HANDSHAKE = ["Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13"];

test.each<[string, () => Promise<string[]>]>([
  ["a handshake without its key", async () => [`GET ${PATH}websocket HTTP/1.1`, ...HANDSHAKE]],
  [
    "an upgrade to something else",
    async () => [`GET ${PATH}websocket HTTP/1.1`, "Upgrade: h2c", "Connection: Upgrade"],
  ],
  ["a method that a session does not know", async () => [`PUT ${await openSession()} HTTP/1.1`]],
  ["a session that is none", async () => [`GET ${PATH}polling&sid=none HTTP/1.1`]],
])("%s: 400", async (_what, linesOf) => {
  stage = startDesktopStage();
  expectRefusal(await send(await linesOf()), 400);
});

test("a page that may not connect is told so by no header", async () => {
  stage = startDesktopStage();
  const answer = await fetch(`${stage.url}${await openSession()}`, {
    method: "POST",
    body: "4".repeat(10_001),
    headers: { origin: "https://evil.example" },
  });
  expect(answer.status).toBe(413);
  expect(answer.headers.get("access-control-allow-origin")).not.toBe("https://evil.example");
});
