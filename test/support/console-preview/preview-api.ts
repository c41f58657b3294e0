/** The operators' API over an invented fleet: the paths and shapes of the real one, nothing behind them. */
import { Hono } from "hono";
import { compress } from "hono/compress";
import type { AuditEntry, OperatorSession } from "../../../src/contract/access.ts";
import type { Bundle } from "../../../src/contract/bundle.ts";
import type { CallSummary } from "../../../src/contract/call-summary.ts";
import { BUNDLE_FORMAT } from "../../../src/contract/former-versions.ts";
import { matchesFilter } from "../../../src/contract/matches-filter.ts";
import type { JobQueueReport } from "../../../src/contract/operations.ts";
import type { TrendDimension } from "../../../src/contract/trends.ts";
import { createTrendReader } from "../../../src/operators/trends/trend-reader.ts";
import { readFilter } from "../../../src/web/operators/data/call-filter.ts";
import type { InventedHistories } from "./invented-histories.ts";
import { inventTrends } from "./invented-trends.ts";

export interface PreviewApiOptions {
  session: OperatorSession;
  calls: ReadonlyMap<string, CallSummary>;
  histories: InventedHistories;
  startedAtMs: number;
  isSignedOut(): boolean;
  instanceState(): string;
  onDrain(): void;
}

export interface PreviewApi {
  routes: Hono;
  /** What was asked of the API that changes something, in order. */
  posts: { path: string; body: unknown }[];
  audit: AuditEntry[];
}

const PAGE = 50;

export function createPreviewApi(options: PreviewApiOptions): PreviewApi {
  const { calls, histories, session } = options;
  const posts: PreviewApi["posts"] = [];
  const audit = inventAudit([...calls.keys()]);
  const queues = inventQueues([...calls.keys()]);
  const app = new Hono();
  const note = (action: string, detail: object = {}, callKey?: string) =>
    audit.unshift({
      atMs: Date.now(),
      operator: session.name,
      action,
      outcome: "done",
      detail: { ...detail },
      ...(callKey === undefined ? {} : { callKey }),
    });
  const problem = (status: 401 | 403 | 404, code: string, detail: string) =>
    Response.json(
      { type: "about:blank", title: "Refused", status, detail, code },
      { status, headers: { "content-type": "application/problem+json" } },
    );
  const unknownCall = () => problem(404, "NOT_FOUND", "No call with this id is live or kept.");

  app.use("*", async (c, next) => {
    if (options.isSignedOut()) return problem(401, "UNAUTHENTICATED", "Sign in.");
    if (c.req.method === "POST") {
      if (c.req.header("x-sidetone-csrf") !== session.csrfToken) {
        return problem(403, "FORBIDDEN", "The request does not come from this console.");
      }
      const text = await c.req.text();
      posts.push({ path: c.req.path, body: text === "" ? undefined : JSON.parse(text) });
    }
    return next();
  });

  app.use("/calls", compress({ encoding: "gzip" }));
  app.get("/calls", (c) => {
    const query = new URL(c.req.url).searchParams;
    const before = Number(query.get("before") ?? Number.POSITIVE_INFINITY);
    const wanted = [...calls.values()].filter((call) => matchesFilter(call, readFilter(query)));
    const live = (query.has("allLive") ? [...calls.values()] : wanted).filter((call) => call.live);
    const ended = wanted
      .filter((call) => !call.live && call.startedAtMs < before)
      .toSorted((a, b) => b.startedAtMs - a.startedAtMs);
    const page = ended.slice(0, PAGE);
    return c.json({
      calls: [...(query.has("before") ? [] : live), ...page],
      liveCount: [...calls.values()].filter((call) => call.live).length,
      nextBefore: ended.length > PAGE ? (page.at(-1)?.startedAtMs ?? null) : null,
    });
  });
  app.post("/calls/search", (c) => {
    const body = posts.at(-1)?.body as { number: string } | undefined;
    const number = body?.number ?? "none";
    // Its number is its id's last digits.
    const found = [...calls.values()].filter(({ vendorCallId }) => vendorCallId.endsWith(number));
    note("calls.search", { calls: found.length });
    return c.json({
      calls: found.toSorted((a, b) => b.startedAtMs - a.startedAtMs),
      liveCount: 0,
      nextBefore: null,
    });
  });
  app.get("/trends", async (c) => {
    const { dimension = "all", value = "", from = "1" } = c.req.query();
    const trends = inventTrends([...calls.values()]);
    const reader = createTrendReader({ trends, retentionMs: 30 * 86_400_000 });
    const query = { dimension: dimension as TrendDimension, value, fromMs: Number(from), toMs: Date.now() };
    return c.json(await reader.read(query));
  });
  app.get("/calls/:key", (c) => {
    const call = calls.get(c.req.param("key"));
    return call === undefined ? unknownCall() : c.json(histories.detail(call));
  });
  app.get("/calls/:key/transcript", (c) => {
    const call = calls.get(c.req.param("key"));
    return call === undefined ? unknownCall() : c.json(histories.masked(call));
  });
  app.post("/calls/:key/reveal", (c) => {
    const call = calls.get(c.req.param("key"));
    if (call === undefined) return unknownCall();
    if (!session.roles.includes("reveal")) return problem(403, "FORBIDDEN", "You may not see what was said.");
    note("reveal", {}, call.callKey);
    return c.json(histories.revealed(call));
  });
  app.post("/calls/:key/actions", (c) => {
    const call = calls.get(c.req.param("key"));
    if (call === undefined || !call.live) return problem(404, "NOT_FOUND", "This call is not live any more.");
    const body = posts.at(-1)?.body as { action: string };
    note(body.action, body, call.callKey);
    return c.json({ outcome: "The call heard it." });
  });
  app.get("/calls/:key/bundle", (c) => {
    const call = calls.get(c.req.param("key"));
    if (call === undefined) return unknownCall();
    const bundle: Bundle = {
      format: BUNDLE_FORMAT,
      madeAtMs: Date.now(),
      madeBy: session.name,
      detail: histories.detail(call),
      masked: histories.masked(call),
      revealed: c.req.query("words") === "1" ? histories.revealed(call) : null,
      jobs: [],
      audit: audit.filter(({ callKey }) => callKey === call.callKey),
    };
    note("bundle.download", {}, call.callKey);
    return c.json(bundle, 200, {
      "content-disposition": `attachment; filename="${call.callKey}.sidetone.json"`,
    });
  });
  app.get("/jobs", (c) => c.json({ queues }));
  app.post("/jobs/:queue/:id/:deed{retry|discard}", (c) => {
    const queue = queues.find(({ name }) => name === c.req.param("queue"));
    const index = queue?.deadLetters.findIndex(({ id }) => id === c.req.param("id")) ?? -1;
    if (queue === undefined || index < 0) {
      return problem(404, "NOT_FOUND", "No dead letter with this id is kept.");
    }
    queue.deadLetters.splice(index, 1);
    queue.counts.deadLetters = queue.deadLetters.length;
    note(`job.${c.req.param("deed")}`, { queue: queue.name });
    return c.json({ outcome: "done" });
  });
  app.post("/jobs/:queue/:deed{retry|discard}", (c) => {
    const queue = queues.find(({ name }) => name === c.req.param("queue"));
    if (queue === undefined) return problem(404, "NOT_FOUND", "No queue has this name.");
    const jobs = queue.deadLetters.splice(0).length;
    queue.counts.deadLetters = 0;
    note(`job.${c.req.param("deed")}All`, { queue: queue.name, jobs });
    return c.json({ outcome: "done", jobs });
  });
  app.get("/audit", (c) => {
    const { operator = "", action = "", callKey = "", before } = c.req.query();
    const entries = audit.filter(
      (entry) =>
        entry.operator.includes(operator) &&
        entry.action.includes(action) &&
        (entry.callKey ?? "").includes(callKey) &&
        entry.atMs < Number(before ?? Number.POSITIVE_INFINITY),
    );
    const page = entries.slice(0, PAGE);
    return c.json({
      entries: page,
      nextBefore: entries.length > PAGE ? (page.at(-1)?.atMs ?? null) : null,
    });
  });
  app.get("/instance", (c) =>
    c.json({
      startedAtMs: options.startedAtMs,
      state: options.instanceState(),
      versions: { sidetone: "0.1.0", bun: Bun.version },
      storage: "embedded",
      doors: [
        { name: "Five9 audio (gRPC)", isOpen: true, needs: "FIVE9_TRUST_TOKEN" },
        {
          name: "Five9 webhooks",
          isOpen: false,
          needs: "FIVE9_API_KEY, which Five9 shows once the MediaStream subscription is saved",
        },
      ],
      eventSources: [
        { name: "agent-assist-new-message", via: "pull", state: "pulling", lastEventAgeMs: 420 },
        { name: "agent-assist-suggestion", via: "pull", state: "pulling", lastEventAgeMs: 1_900 },
        { name: "agent-assist-lifecycle", via: "pull", state: "recovering", lastEventAgeMs: 84_000 },
        { name: "push:new-recognition-result", via: "push", state: "listening", lastEventAgeMs: null },
      ],
      rejectedTotal: 3,
      alarms: [
        {
          code: "STREAMS_FAILING",
          severity: "serious",
          message:
            "Five9 reports failed streams for 7 calls in five minutes (domain “12345”, subscription “3”: “TIMEOUT”)",
          sinceMs: Date.now() - 130_000,
        },
      ],
    }),
  );
  app.get("/rejected-events", (c) =>
    c.json({
      rejectedEvents: [
        {
          atMs: Date.now() - 96_000,
          messageId: "9411207",
          source: "agent-assist-suggestion",
          reason: "not JSON",
        },
        {
          atMs: Date.now() - 61_000,
          messageId: "9411833",
          source: "agent-assist-lifecycle",
          reason: "no conversation",
        },
      ],
    }),
  );
  app.post("/drain", (c) => {
    options.onDrain();
    note("instance.drain");
    return c.json({ outcome: "Draining." });
  });
  return { routes: app, posts, audit };
}

function inventAudit(callKeys: readonly string[]): AuditEntry[] {
  const actions = ["login", "reveal", "bundle.download", "recognition.rollOver", "call.end", "job.retry"];
  const operators = ["Morgan Reyes", "Sam Okafor", "Kim Lindqvist"];
  return Array.from({ length: 130 }, (_, index) => {
    const action = actions[index % actions.length] ?? "login";
    const callKey = callKeys[index % Math.max(1, callKeys.length)] ?? "";
    return {
      atMs: Date.now() - index * 411_000 - 9_000,
      operator: operators[(index * 7) % operators.length] ?? "",
      action,
      outcome: index % 17 === 4 ? ("refused" as const) : ("done" as const),
      ...(["login", "job.retry"].includes(action) ? {} : { callKey }),
      ...(action === "recognition.rollOver" ? { detail: { speaker: "customer" } } : {}),
    };
  });
}

function inventQueues(callKeys: readonly string[]): JobQueueReport[] {
  const letters = (count: number, reason: string, about: string) =>
    Array.from({ length: count }, (_, index) => ({
      id: `job-${about}-${index + 1}`,
      kind: about === "STREAM_FAILED" ? "mediastream" : "webhook",
      payload: { status: "ERROR", failureDetail: "(24 characters, hidden)" },
      reason,
      attempts: 8,
      failedAtMs: Date.now() - 400_000 * (index + 1),
      about,
      ...(callKeys[index] === undefined ? {} : { callKey: callKeys[index] }),
    }));
  const counts = { waiting: 2, active: 1, delayed: 4, completed: 5_000 };
  return [
    {
      name: "mediastream",
      kinds: ["mediastream", "mediastream-unproved"],
      isStarted: true,
      counts: { ...counts, deadLetters: 3 },
      deadLetters: letters(3, "NOT_FOUND: the call is not known", "STREAM_FAILED"),
    },
    {
      name: "webhook",
      kinds: ["webhook"],
      isStarted: true,
      counts: { ...counts, waiting: 0, deadLetters: 1 },
      deadLetters: letters(1, "UPSTREAM_REFUSED: the recipient answered 410", "KNOWLEDGE_ASSIST"),
    },
  ];
}
