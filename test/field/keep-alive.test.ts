/** Idle connections outlive a load balancer's: it would send a request on one that is just being closed. */
import { describe, expect, test } from "bun:test";
import { createConnection, createServer, type Socket } from "node:net";
import { SETTINGS } from "../../src/settings/table.ts";
import { startDesktopStage } from "../support/desktop-stage.ts";
import { NGINX, NO_NGINX, startNginx } from "../support/nginx.ts";

const STORY_MS = 300_000;
const hasNginx = NGINX !== null;
if (!hasNginx) console.warn(NO_NGINX);

/** Passes bytes on to `port`, and tells which side of the first connection ended it. */
function openTap(port: number) {
  const { promise: endedBy, resolve } = Promise.withResolvers<"proxy" | "server">();
  const pass = (from: Socket, to: Socket, name: "proxy" | "server") => {
    from.on("data", (bytes) => to.write(bytes));
    from.on("end", () => resolve(name));
    from.on("close", () => to.destroy());
    from.on("error", () => resolve(name));
  };
  const server = createServer((proxy) => {
    const upstream = createConnection(port, "127.0.0.1");
    pass(proxy, upstream, "proxy");
    pass(upstream, proxy, "server");
  });
  const { promise: address, resolve: resolveAddress } = Promise.withResolvers<string>();
  server.listen(0, "127.0.0.1", () => {
    const bound = server.address();
    resolveAddress(`127.0.0.1:${typeof bound === "object" && bound !== null ? bound.port : 0}`);
  });
  return { address, endedBy, close: () => server.close() };
}

describe.skipIf(!hasNginx)("an idle connection between nginx and Sidetone", () => {
  test.each([
    { keepaliveS: 2, keepAliveMs: 60_000, first: "proxy" as const },
    { keepaliveS: 60, keepAliveMs: 2_000, first: "server" as const },
    { keepaliveS: 2, keepAliveMs: 0, first: "proxy" as const },
  ])(
    "nginx keeps it $keepaliveS s, KEEP_ALIVE_MS is $keepAliveMs: ended by the $first",
    async ({ keepaliveS, keepAliveMs, first }) => {
      const stage = startDesktopStage({ keepAliveMs });
      const tap = openTap(Number(new URL(stage.url).port));
      const nginx = await startNginx({ upstream: await tap.address, keepaliveS });
      try {
        expect(await (await fetch(`${nginx.url}/hello`)).text()).toBe("hello");
        expect(await tap.endedBy).toBe(first);
        expect(await (await fetch(`${nginx.url}/hello`)).text()).toBe("hello");
      } finally {
        await nginx.close();
        tap.close();
        await stage.close();
      }
    },
    STORY_MS,
  );
});

test("by default it outlives those of nginx (60 s) and of other load balancers (75 s)", () => {
  const { default: text } = SETTINGS.find(({ name }) => name === "KEEP_ALIVE_MS") ?? { default: "0" };
  expect(Number(text)).toBeGreaterThan(75_000);
});
