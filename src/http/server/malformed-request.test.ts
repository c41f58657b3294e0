/** Malformed requests on a real socket: 400, no line with a stack in the log, and the next request is served. */
import { afterEach, expect, test } from "bun:test";
import { createConnection } from "node:net";
import { type DesktopStage, startDesktopStage } from "../../../test/support/desktop-stage.ts";
import { refuseMalformed } from "./malformed-request.ts";

let stage: DesktopStage | undefined;
afterEach(() => stage?.close());

/** What the server answers to these lines, up to the end of its headers. */
async function answerTo(lines: string[]): Promise<string> {
  const socket = createConnection(Number(new URL(stage?.url ?? "").port), "127.0.0.1");
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  socket.on("data", (chunk) => resolve(String(chunk)));
  socket.on("close", () => resolve(""));
  socket.on("error", reject);
  socket.write([...lines, "", ""].join("\r\n"));
  const answer = await promise;
  socket.destroy();
  return answer.split("\r\n")[0] ?? "";
}

const HANDSHAKE = ["Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13"];

test.each<[string, string[]]>([
  ["an impossible host", ["GET /hello HTTP/1.1", "Host: a b"]],
  ["a host that is a path", ["GET /hello HTTP/1.1", "Host: /../"]],
  ["no host", ["GET /hello HTTP/1.1"]],
  ["a port beyond the last", ["GET /socket.io/?EIO=4 HTTP/1.1", "Host: localhost:99999"]],
  ["an address that is none", ["GET /socket.io/?EIO=4 HTTP/1.1", "Host: 1.2.3.999"]],
  [
    "a handshake without key",
    ["GET /socket.io/?EIO=4&transport=websocket HTTP/1.1", "Host: x", ...HANDSHAKE],
  ],
  [
    "a handshake with half a key",
    ["GET /socket.io/?EIO=4&transport=websocket HTTP/1.1", "Host: x", ...HANDSHAKE, "Sec-WebSocket-Key: abc"],
  ],
])("%s is answered with 400", async (_, lines) => {
  stage = startDesktopStage();
  expect(await answerTo(lines)).toStartWith("HTTP/1.1 400");
  expect(await answerTo(["GET /hello HTTP/1.1", "Host: localhost:8080"])).toStartWith("HTTP/1.1 200");
  expect(await answerTo(["GET /hello HTTP/1.1", "Host: [::1]:8080"])).toStartWith("HTTP/1.1 200");
});

test("what was malformed is counted by its kind", () => {
  const upgrade = { host: "x", upgrade: "websocket" };
  const kinds = [{ host: "a b" }, upgrade, { ...upgrade, "sec-websocket-key": "abc" }, { host: "x" }].map(
    (headers) => {
      const noted: string[] = [];
      const refusal = refuseMalformed(new Request("http://x/", { headers }), (kind) => noted.push(kind));
      return [refusal?.status, ...noted];
    },
  );
  expect(kinds).toEqual([[400, "http.host"], [400, "http.handshake"], [400, "http.handshake"], [undefined]]);
});
