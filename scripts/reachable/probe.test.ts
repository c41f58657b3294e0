import { expect, test } from "bun:test";
import { createServer } from "node:net";
import { Server, ServerCredentials } from "@grpc/grpc-js";
import { startFive9TestServer } from "../../test/support/five9-server.ts";
import { probeGrpc } from "./probe-grpc.ts";
import { probeHttp } from "./probe-http.ts";

const LIMIT_MS = 60_000;

test("a voice server that refuses strangers is reachable, and no call comes of the question", async () => {
  const five9 = await startFive9TestServer();
  try {
    const result = await probeGrpc({ address: five9.address, tls: false, limitMs: LIMIT_MS });
    expect(result).toMatchObject({ ok: true });
    expect(result.finding).toContain("It is serving.");
    expect(five9.directory.delivered).toEqual([]);
    five9.server.stopAccepting();
    const draining = await probeGrpc({ address: five9.address, tls: false, limitMs: LIMIT_MS });
    expect(draining).toMatchObject({ ok: false });
  } finally {
    await five9.close();
  }
});

test("a gRPC server without the voice contract is named as such", async () => {
  const server = new Server();
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  const result = await probeGrpc({ address: `127.0.0.1:${port}`, tls: false, limitMs: LIMIT_MS });
  server.forceShutdown();
  expect(result.ok).toBe(false);
  expect(result.finding).toContain("not Five9's voice contract");
});

test("a closed port is not reachable, a silent one is given up at the limit", async () => {
  const silent = createServer(() => {});
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  const address = silent.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  expect((await probeGrpc({ address: `127.0.0.1:${port}`, tls: false, limitMs: 300 })).ok).toBe(false);
  const closed = await probeGrpc({ address: "127.0.0.1:1", tls: false, limitMs: LIMIT_MS });
  expect(closed.ok).toBe(false);
  expect(closed.finding).toContain("UNAVAILABLE");
  silent.close();
});

test("an HTTP server counts as reachable only when it is alive and ready", async () => {
  let readyStatus = 503;
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: (request) =>
      new Response("", { status: new URL(request.url).pathname === "/readyz" ? readyStatus : 200 }),
  });
  const url = `http://127.0.0.1:${server.port}`;
  expect((await probeHttp({ url, limitMs: LIMIT_MS })).finding).toContain("/readyz answers 503");
  readyStatus = 200;
  expect((await probeHttp({ url, limitMs: LIMIT_MS })).ok).toBe(true);
  await server.stop(true);
  expect((await probeHttp({ url, limitMs: LIMIT_MS })).ok).toBe(false);
});
