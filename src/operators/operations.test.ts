import { describe, expect, test } from "bun:test";
import { SimulatedClock } from "xstate";
import { createLifecycle } from "../base/lifecycle.ts";
import { createLogger } from "../base/log.ts";
import { instanceReportSchema, jobsSchema } from "../contract/operations.ts";
import { mediastreamQueue, webhookQueue } from "./operated-queues.ts";
import { createOperations } from "./operations.ts";

const COUNTS = { waiting: 1, active: 0, delayed: 0, completed: 5, deadLetters: 1 };
const LETTER = {
  id: "m-1",
  kind: "mediastream" as const,
  reason: "NOT_FOUND: no such call",
  attempts: 8,
  failedAtMs: 7,
};
const REPORT = {
  subscriptionId: "",
  callId: "42",
  domainId: "1",
  callLeg: "Agent",
  status: "ERROR",
  failureType: "",
  failureDetail: "words",
  destinationUrl: "",
  occurredOn: "",
  receivedAtMs: 0,
};
const MESSAGE = {
  id: "projects/p/conversations/c#4",
  callKey: "c",
  sequence: 4,
  features: ["FAQ"],
};
const SUGGESTION = { ...MESSAGE, suggestion: { answer: "words" } };

const ALARM = {
  code: "JOBS_FULL",
  severity: "serious" as const,
  message: "no further one is taken",
  sinceMs: 2,
};

function setUp({ isStarted = true } = {}) {
  const retried: string[] = [];
  const exits: number[] = [];
  const jobs = <Subject>(subject: Subject) => ({
    isStarted: () => isStarted,
    counts: async () => COUNTS,
    deadLetters: {
      list: async () => [{ ...LETTER, subject }],
      retry: async (id: string) => void retried.push(id),
      discard: async (id: string) => void retried.push(`not ${id}`),
      retryAll: async (kind: string) => retried.push(`all ${kind}`),
      discardAll: async (kind: string) => retried.push(`none ${kind}`),
    },
  });
  const lifecycle = createLifecycle({
    clock: new SimulatedClock(),
    logger: createLogger("silent"),
    drainDeadlineMs: 1_000,
    stopDeadlineMs: 1_000,
    exit: (code) => void exits.push(code),
  });
  const operations = createOperations({
    queues: [mediastreamQueue(jobs(REPORT), (callId) => `five9-${callId}`), webhookQueue(jobs(SUGGESTION))],
    doors: [{ name: "Five9 audio (gRPC)", isOpen: false, needs: "FIVE9_TRUST_TOKEN" }],
    eventSources: () => ({
      healthy: true,
      faults: [],
      rejectedTotal: 2,
      pull: [{ subscription: "sub", state: "recovering", lastEventAgeMs: 5 }],
      push: [{ dataType: "new-message-event", lastEventAgeMs: null }],
    }),
    rejectedEvents: () => [],
    alarms: () => [ALARM],
    lifecycle,
    state: () => lifecycle.state(),
    drainInstance: async () => {},
    versions: { sidetone: "1.2.3" },
    storage: "embedded",
    startedAtMs: 3,
  });
  return { operations, lifecycle, retried, exits };
}

describe("jobs", () => {
  test("each queue tells its counts and what was given up, about which call, without anyone's words", async () => {
    const report = await setUp().operations.jobs(10);
    expect(jobsSchema.parse(report)).toEqual({
      queues: [
        {
          name: "mediastream",
          kinds: ["mediastream", "mediastream-unproved"],
          isStarted: true,
          counts: COUNTS,
          deadLetters: [
            {
              ...LETTER,
              callKey: "five9-42",
              about: "ERROR Agent",
              payload: { ...REPORT, failureDetail: "(5 characters, hidden)" },
            },
          ],
        },
        {
          name: "webhook",
          kinds: ["webhook"],
          isStarted: true,
          counts: COUNTS,
          deadLetters: [
            {
              ...LETTER,
              callKey: "c",
              about: "suggestion 4 FAQ",
              payload: { ...MESSAGE, suggestion: "(18 characters, hidden)" },
            },
          ],
        },
      ],
    });
    expect(JSON.stringify(report)).not.toContain("words");
  });

  test("a queue that still starts says so and is asked for nothing", async () => {
    const { queues } = await setUp({ isStarted: false }).operations.jobs(10);
    expect(queues.map(({ isStarted, counts, deadLetters }) => ({ isStarted, counts, deadLetters }))).toEqual([
      { isStarted: false, counts: {}, deadLetters: [] },
      { isStarted: false, counts: {}, deadLetters: [] },
    ]);
  });

  test("what is asked for goes to the queue and kind that were named, and to no other", async () => {
    const { operations, retried } = setUp();
    await operations.treat("retry", "webhook", "w-1");
    await operations.treat("discard", "mediastream", "m-1");
    expect(await operations.treatAll("retry", "mediastream", "mediastream-unproved")).toBe(3);
    expect(await operations.treatAll("discard", "webhook", "webhook")).toBe(4);
    expect(retried).toEqual(["w-1", "not m-1", "all mediastream-unproved", "none webhook"]);
    await expect(operations.treat("retry", "nothing", "w-1")).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(operations.treatAll("retry", "webhook", "mediastream")).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });
});

test("the instance says how it is and where its events come from", () => {
  expect(instanceReportSchema.parse(setUp().operations.instance())).toEqual({
    startedAtMs: 3,
    state: "starting",
    versions: { sidetone: "1.2.3" },
    storage: "embedded",
    doors: [{ name: "Five9 audio (gRPC)", isOpen: false, needs: "FIVE9_TRUST_TOKEN" }],
    eventSources: [
      { name: "sub", via: "pull", state: "recovering", lastEventAgeMs: 5 },
      { name: "push:new-message-event", via: "push", state: "listening", lastEventAgeMs: null },
    ],
    rejectedTotal: 2,
    alarms: [ALARM],
  });
});

test("an instance is drained once, and only when it was ready: a second time would end it at once", async () => {
  const { operations, lifecycle, exits } = setUp();
  expect(() => operations.checkMayDrain()).toThrow("starting");
  lifecycle.markReady();
  operations.checkMayDrain();
  operations.drain("drained by operator ana");
  expect(() => operations.checkMayDrain()).toThrow(expect.objectContaining({ code: "CONFLICT" }));
  while (lifecycle.state() !== "stopped") await Promise.resolve();
  expect(exits).toEqual([0]);
});
