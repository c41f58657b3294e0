/** The operators' first door: every call with its actors, history and audio ledger, as JSON behind a token. */
import { Hono } from "hono";
import { type CallReport, reportOfLive, reportOfStored } from "../actors/call-report.ts";
import type { LocalDirectory } from "../actors/directory.ts";
import type { LiveCall } from "../actors/live-call.ts";
import type { Speaker } from "../actors/speaker.ts";
import { imbalanceMs, type Ledger } from "../audio/ledger.ts";
import type { CallStore, StoredCall } from "../storage/port.ts";
import { closedLedgersOf } from "../telemetry/ledger-lines.ts";
import { operatorGuard } from "./operator-guard.ts";
import { problemResponse } from "./problem.ts";

export interface OperatorOptions {
  token: string;
  directory: Pick<LocalDirectory, "list" | "get">;
  store: CallStore;
  /** Current ledgers of a live call's speakers. */
  ledgersOf(callKey: string): Partial<Record<Speaker, Ledger>>;
  /** What Pub/Sub delivered and could not be used, newest last, without content. */
  rejectedEvents(): readonly unknown[];
  /** How the pulls and push paths fare, with the age of the last event of each. */
  eventSources(): object;
  jobs: {
    counts(): Promise<Record<string, number>>;
    deadLetters(limit: number): Promise<readonly unknown[]>;
    /** False where no such dead letter exists. */
    retryDeadLetter(id: string): Promise<boolean>;
  };
}

const MAX_LISTED = 500;
const MAX_HISTORY = 5_000;

export function operatorRoutes(options: OperatorOptions): Hono {
  const { directory, store, jobs } = options;
  const app = new Hono();
  app.use("*", operatorGuard(options.token));

  app.get("/calls", async (c) => {
    const stored = await store.list(limitOf(c.req.query("limit"), 100, MAX_LISTED));
    const live = directory.list();
    const liveKeys = new Set(live.map((call) => call.ref.callKey));
    const ended = stored.filter((call) => !liveKeys.has(call.callKey));
    return c.json({ calls: [...live.map(liveSummary), ...ended.map(storedSummary)] });
  });

  app.get("/calls/:id", async (c) => {
    const callKey = c.req.param("id");
    const live = directory.get(callKey);
    const stored = live ? null : await store.get(callKey);
    if (!live && !stored) return notFound("No call with this id is live or kept.");
    const history = await store.readHistory(callKey, MAX_HISTORY);
    if (live) {
      const ledgers = { ...reportOfLive(live).ledgers, ...options.ledgersOf(callKey) };
      // The newest lines are still on their way to the store; the ring has them.
      const newest = history.at(-1)?.atMs ?? 0;
      const fresh =
        history.length === 0 ? live.history() : live.history().filter((line) => line.atMs > newest);
      return c.json({
        ...liveSummary(live),
        ...withLedgers({ ...reportOfLive(live), ledgers }),
        history: [...history, ...fresh],
      });
    }
    const call = stored as StoredCall;
    const report = reportOfStored(call);
    if (report === null) return c.json({ ...storedSummary(call), history });
    // The actor's last sample is up to a second old; the closed accounts in the history are final.
    const ledgers = { ...report.ledgers, ...closedLedgersOf(history) };
    return c.json({ ...storedSummary(call), ...withLedgers({ ...report, ledgers }), history });
  });

  app.get("/jobs", async (c) => c.json({ counts: await jobs.counts() }));
  app.get("/jobs/dead-letters", async (c) =>
    c.json({ deadLetters: await jobs.deadLetters(limitOf(c.req.query("limit"), 100, MAX_LISTED)) }),
  );
  app.post("/jobs/dead-letters/:id/retry", async (c) => {
    const found = await jobs.retryDeadLetter(c.req.param("id"));
    return found ? c.json({ retried: true }) : notFound("No dead letter with this id is kept.");
  });
  app.get("/event-sources", (c) => c.json(options.eventSources()));
  app.get("/rejected-events", (c) => c.json({ rejectedEvents: options.rejectedEvents() }));
  return app;
}

function liveSummary(call: LiveCall) {
  const { callKey, source, vendorCallId } = call.ref;
  return {
    callKey,
    source,
    vendorCallId,
    live: true,
    startedAt: new Date(call.startedAtMs).toISOString(),
    endedAt: null,
    view: call.view(),
  };
}

function storedSummary(call: StoredCall) {
  const { callKey, source, vendorCallId, startedAtMs, endedAtMs } = call;
  return {
    callKey,
    source,
    vendorCallId,
    live: false,
    startedAt: new Date(startedAtMs).toISOString(),
    endedAt: endedAtMs === null ? null : new Date(endedAtMs).toISOString(),
  };
}

/** Each ledger with the proof that it balances. */
function withLedgers(report: CallReport) {
  const ledgers = Object.fromEntries(
    Object.entries(report.ledgers).map(([speaker, ledger]) => {
      const offMs = imbalanceMs(ledger);
      return [speaker, { ...ledger, imbalanceMs: offMs, balanced: Math.abs(offMs) < 0.001 }];
    }),
  );
  return { ...report, ledgers };
}

function limitOf(text: string | undefined, fallback: number, most: number): number {
  const asked = Number.parseInt(text ?? "", 10);
  return Number.isInteger(asked) && asked > 0 ? Math.min(asked, most) : fallback;
}

function notFound(detail: string): Response {
  return problemResponse({ status: 404, code: "NOT_FOUND", title: "Not found", detail });
}
