import { describe, expect, test } from "bun:test";
import { CALL, closeLeg, createCallFixture, openLeg } from "../../test/support/call-fixture.ts";
import { emptyLedger } from "../audio/ledger.ts";
import { createLogger } from "../telemetry/log.ts";
import { createApp } from "./app.ts";
import { operatorRoutes } from "./operators.ts";

const TOKEN = "operators-own-secret";

function setUp() {
  const call = createCallFixture();
  const retried: string[] = [];
  const operators = operatorRoutes({
    token: TOKEN,
    directory: call.directory,
    store: call.store,
    ledgersOf: () => ({ agent: { ...emptyLedger(), receivedMs: 120, recognizedMs: 100, bufferedMs: 20 } }),
    rejectedEvents: () => [{ messageId: "m1", reason: "not JSON" }],
    eventSources: () => ({ healthy: true, push: [{ dataType: "new-message-event", lastEventAgeMs: 5 }] }),
    jobs: {
      counts: async () => ({ waiting: 1 }),
      deadLetters: async () => [{ id: "j1", reason: "the call is unknown" }],
      retryDeadLetter: async (id) => (id === "j1" ? retried.push(id) > 0 : false),
    },
  });
  const app = createApp({ logger: createLogger("silent"), groups: [], operators });
  const get = (path: string, token: string | null = TOKEN) =>
    app.request(path, token === null ? {} : { headers: { authorization: `Bearer ${token}` } });
  const post = (path: string) =>
    app.request(path, { method: "POST", headers: { authorization: `Bearer ${TOKEN}` } });
  return { call, get, post, retried };
}

describe("operators", () => {
  test("nobody enters without the token", async () => {
    const { get } = setUp();
    for (const token of [null, "wrong", ""]) {
      const response = await get("/operators/calls", token);
      expect(response.status).toBe(401);
      expect(response.headers.get("content-type")).toBe("application/problem+json");
      expect(((await response.json()) as { code: string }).code).toBe("UNAUTHENTICATED");
    }
  });

  test("a live call shows every actor's state, its legs, its balanced ledger and its history", async () => {
    const { call, get } = setUp();
    call.deliver(openLeg("a", "agent"));
    await call.settle();
    const list = (await (await get("/operators/calls")).json()) as { calls: unknown[] };
    expect(list.calls).toMatchObject([{ callKey: CALL.callKey, live: true, view: { media: "streaming" } }]);
    const detail = (await (await get(`/operators/calls/${CALL.callKey}`)).json()) as {
      history: { event: string }[];
    };
    expect(detail).toMatchObject({
      live: true,
      conversationName: "projects/p/locations/l/conversations/five9-0000000042",
      actors: [
        {
          actor: "call",
          state: { live: { media: "streaming", conversation: "open", assist: "unattended" } },
        },
        { actor: "participant:agent", state: { engaged: { recognizing: "fresh" } }, facts: { streams: 1 } },
      ],
      legs: [{ legId: "a", speaker: "agent", open: true }],
      ledgers: { agent: { receivedMs: 120, balanced: true, imbalanceMs: 0 } },
    });
    expect(detail.history.map((line) => line.event)).toContain("leg.opened");
  });

  test("an ended call keeps its actors' last states, facts and history", async () => {
    const { call, get } = setUp();
    call.deliver(openLeg("a", "agent"));
    await call.settle();
    call.deliver(closeLeg("a", "agent"));
    call.clock.increment(15_000);
    await call.settle();
    expect(call.directory.list()).toEqual([]);
    const detail = (await (await get(`/operators/calls/${CALL.callKey}`)).json()) as {
      history: { event: string }[];
    };
    expect(detail).toMatchObject({
      live: false,
      endReason: "the call's legs are gone",
      actors: [
        { actor: "call", state: "ended" },
        { actor: "participant:agent", state: "stopped", facts: { streams: 1, lastWords: "arrived" } },
      ],
    });
    expect(detail.history.map((line) => line.event)).toContain("participant.stopped");
  });

  test("an unknown call, job or path is a 404 problem", async () => {
    const { get, post } = setUp();
    for (const response of [
      await get("/operators/calls/five9-1"),
      await post("/operators/jobs/dead-letters/none/retry"),
      await get("/nowhere"),
    ]) {
      expect(response.status).toBe(404);
      expect(((await response.json()) as { code: string }).code).toBe("NOT_FOUND");
    }
  });

  test("dead letters can be read and tried again, rejected events can be read", async () => {
    const { get, post, retried } = setUp();
    expect(await (await get("/operators/jobs/dead-letters")).json()).toEqual({
      deadLetters: [{ id: "j1", reason: "the call is unknown" }],
    });
    expect((await post("/operators/jobs/dead-letters/j1/retry")).status).toBe(200);
    expect(retried).toEqual(["j1"]);
    expect(await (await get("/operators/rejected-events")).json()).toEqual({
      rejectedEvents: [{ messageId: "m1", reason: "not JSON" }],
    });
    expect(await (await get("/operators/event-sources")).json()).toMatchObject({
      push: [{ dataType: "new-message-event", lastEventAgeMs: 5 }],
    });
  });
});
