/** The operators' console for looking and testing: the real bundle and policy, with an invented fleet of calls behind. */
import { randomBytes } from "node:crypto";
import { Server as Engine } from "@socket.io/bun-engine";
import { Hono } from "hono";
import { Server } from "socket.io";
import type { OperatorSession, Role } from "../../../src/contract/access.ts";
import type { InstanceStatus } from "../../../src/contract/feed.ts";
import { createAssets, OPERATORS_ENTRY, PLOT_ENTRY } from "../../../src/http/common/assets.ts";
import { consoleDocument } from "../../../src/http/operators/console-page.ts";
import { pageHeaders } from "../../../src/http/operators/policy.ts";
import { CARRIER_NAMES } from "../../../src/service/carriers.ts";
import { type InventedFleet, inventFleet } from "./invented-fleet.ts";
import { inventHistories } from "./invented-histories.ts";
import { createPreviewApi, type PreviewApi } from "./preview-api.ts";
import { type PreviewFeed, startPreviewFeed } from "./preview-feed.ts";

export interface ConsolePreview {
  /** Origin, without a slash at the end. */
  url: string;
  fleet: InventedFleet;
  feed: PreviewFeed;
  posts: PreviewApi["posts"];
  /** The session ends: every request is answered with 401, every feed is refused. */
  signOut(): void;
  /** Cuts every console's feed; they may come back. */
  cutFeeds(): void;
  close(): Promise<void>;
}

export interface ConsolePreviewOptions {
  port?: number;
  /** Live calls; 24 when left out. */
  calls?: number;
  ended?: number;
  /** Events per call and second; 0 for none. */
  rate?: number;
  roles?: Role[];
  name?: string;
  /** Of a fleet that this console's instance belongs to. */
  instances?: InstanceStatus[];
}

const STEP_MS = 50;
const SECOND_MS = 1_000;

/** Bundled once, however many consoles a file of stories starts. */
const assets = createAssets({ entries: { operators: OPERATORS_ENTRY, plot: PLOT_ENTRY } });

export function startConsolePreview(options: ConsolePreviewOptions = {}): ConsolePreview {
  const { calls = 24, ended = 140, rate = 0 } = options;
  const startedAtMs = Date.now() - 7_400_000;
  const session: OperatorSession = {
    name: options.name ?? "Morgan Reyes",
    roles: options.roles ?? ["view", "reveal", "act"],
    csrfToken: randomBytes(18).toString("base64url"),
    expiresAtMs: Date.now() + 8 * 3_600_000,
  };
  const fleet = inventFleet({ calls, ended, nowMs: Date.now() });
  const histories = inventHistories();
  let isSignedOut = false;
  let state = "ready";

  const engine = new Engine({ path: "/socket.io/" });
  const io = new Server({ serveClient: false });
  io.bind(engine);
  const feed = startPreviewFeed({
    io,
    calls: () => fleet.calls.values(),
    callMessage: (callKey, afterLine) => {
      const call = fleet.calls.get(callKey);
      return call && histories.message(call, afterLine);
    },
    instance: () => {
      const live = [...fleet.calls.values()].filter((call) => call.live);
      return {
        atMs: Date.now(),
        state,
        liveCalls: live.length,
        desktops: live.reduce((sum, call) => sum + call.desktops, 0),
        streams: live.length * 2,
        residentBytes: process.memoryUsage.rss(),
        ...(options.instances === undefined ? {} : { instances: options.instances }),
      };
    },
    isRefusing: () => isSignedOut,
  });

  const api = createPreviewApi({
    session,
    calls: fleet.calls,
    histories,
    startedAtMs,
    isSignedOut: () => isSignedOut,
    instanceState: () => state,
    onDrain: () => {
      state = "draining";
      feed.tellInstance();
    },
  });
  const app = new Hono();
  app.route("/", assets.routes);
  app.route("/operators/api", api.routes);
  app.post("/operators/logout", (c) => {
    isSignedOut = true;
    return c.json({ outcome: "Signed out." });
  });
  app.get("/operators/login", (c) => {
    isSignedOut = false;
    return c.html(
      '<!doctype html><html lang="en"><title>Sign in</title><h1>Sign in (preview)</h1><a href="/operators/">Back</a>',
    );
  });
  app.get("/operators/*", async (c) => {
    const nonce = randomBytes(18).toString("base64");
    const scriptPath = await assets.pathOf("operators");
    const plotUrl = await assets.pathOf("plot");
    const page = consoleDocument({
      nonce,
      scriptPath,
      plotUrl,
      session,
      carriers: CARRIER_NAMES,
      version: "0.1.0",
    });
    return c.html(page, 200, pageHeaders(nonce));
  });

  const handler = engine.handler();
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: options.port ?? 0,
    websocket: handler.websocket,
    idleTimeout: handler.idleTimeout,
    development: false,
    fetch: (request, bunServer) =>
      new URL(request.url).pathname.startsWith("/socket.io/")
        ? engine.handleRequest(request, bunServer)
        : app.fetch(request),
  });

  let owed = 0;
  const steps = setInterval(() => {
    owed += (calls * rate * STEP_MS) / SECOND_MS;
    for (; owed >= 1; owed -= 1) {
      const call = fleet.step(Date.now());
      if (call !== undefined) feed.changed(call);
    }
  }, STEP_MS);
  const seconds = setInterval(() => {
    feed.tellInstance();
    if (rate === 0) return;
    // The first calls of the fleet, among them those that fail, are the ones people open.
    for (const call of [...fleet.calls.values()].slice(0, 8)) {
      if (!call.live || call.view.conversation === "failed") continue;
      histories.grow(call, Date.now());
      feed.grown(call.callKey);
    }
  }, SECOND_MS);

  return {
    url: `http://127.0.0.1:${server.port}`,
    fleet,
    feed,
    posts: api.posts,
    signOut: () => {
      isSignedOut = true;
      io.of("/operators").disconnectSockets(true);
    },
    cutFeeds: () => {
      io.of("/operators").disconnectSockets(true);
    },
    close: async () => {
      clearInterval(steps);
      clearInterval(seconds);
      io.disconnectSockets(true);
      await io.close();
      await server.stop(true);
    },
  };
}
