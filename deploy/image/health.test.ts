import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { Server, ServerCredentials } from "@grpc/grpc-js";
import { HealthImplementation } from "grpc-health-check";

async function health(environment: Record<string, string>) {
  const child = Bun.spawn([process.execPath, "--no-env-file", join(import.meta.dir, "health.ts")], {
    env: { PATH: process.env.PATH ?? "", ...environment },
    stdout: "pipe",
    stderr: "inherit",
  });
  const text = (await new Response(child.stdout).text()).trim();
  return { text, code: await child.exited };
}

describe("a process that serves audio alone", () => {
  test("is asked over gRPC", async () => {
    const server = new Server();
    const implementation = new HealthImplementation({ "": "NOT_SERVING", liveness: "SERVING" });
    implementation.addToServer(server);
    const { promise: port, resolve } = Promise.withResolvers<number>();
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (_, bound) => resolve(bound));
    const environment = { ROLE: "grpc,worker", PORT: String(await port) };
    expect(await health(environment)).toEqual({ text: "gRPC is serving", code: 0 });
    implementation.setStatus("liveness", "NOT_SERVING");
    expect(await health(environment)).toEqual({ text: "gRPC is not serving", code: 1 });
    server.forceShutdown();
    expect((await health(environment)).code).toBe(1);
  });
});

describe("a process that serves HTTP", () => {
  test("is asked there", async () => {
    let status = 200;
    const server = Bun.serve({ port: 0, fetch: () => new Response("", { status }) });
    const environment = { ROLE: "http,worker", PORT: String(server.port) };
    expect(await health(environment)).toEqual({ text: "/healthz answers 200", code: 0 });
    status = 503;
    expect(await health({ HTTP_PORT: String(server.port) })).toEqual({
      text: "/healthz answers 503",
      code: 1,
    });
    await server.stop(true);
    expect((await health(environment)).code).toBe(1);
  });
});
