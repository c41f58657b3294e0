import { describe, expect, test } from "bun:test";
import { SimulatedClock } from "xstate";
import { createLifecycle } from "../lifecycle.ts";
import { createLogger } from "../telemetry/log.ts";
import { instanceReportSchema, jobsSchema } from "./contract/operations.ts";
import { mediastreamQueue, webhookQueue } from "./operated-queues.ts";
import { createOperations } from "./operations.ts";

const COUNTS = { waiting: 1, active: 0, delayed: 0, completed: 5, deadLetters: 1 };
const LETTER = { id: "m-1", reason: "NOT_FOUND: no such call", attempts: 8, failedAtMs: 7 };
const REPORT = {
  subscriptionId: "",
  callId: "42",
  domainId: "1",
  callLeg: "Agent",
  status: "ERROR",
  failureType: "",
  failureDetail: "",
  destinationUrl: "",
  occurredOn: "",
  receivedAtMs: 0,
};
const SUGGESTION = {
  id: "projects/p/conversations/c#4",
  callKey: "c",
  sequence: 4,
  features: ["FAQ"],
  suggestion: { answer: "words" },
};

function setUp() {
  const retried: string[] = [];
  const exits: number[] = [];
  const jobs = <Subject>(subject: Subject) => ({
    counts: async () => COUNTS,
    deadLetters: async () => [{ ...LETTER, subject }],
    retryDeadLetter: async (id: string) => void retried.push(id),
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
    eventSources: () => ({
      healthy: true,
      rejectedTotal: 2,
      pull: [{ subscription: "sub", state: "recovering", lastEventAgeMs: 5 }],
      push: [{ dataType: "new-message-event", lastEventAgeMs: null }],
    }),
    rejectedEvents: () => [],
    lifecycle,
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
          counts: COUNTS,
          deadLetters: [{ ...LETTER, callKey: "five9-42", about: "ERROR Agent" }],
        },
        {
          name: "webhook",
          counts: COUNTS,
          deadLetters: [{ ...LETTER, callKey: "c", about: "suggestion 4 FAQ" }],
        },
      ],
    });
    expect(JSON.stringify(report)).not.toContain("words");
  });

  test("a retry goes to the queue that was named, and to no other", async () => {
    const { operations, retried } = setUp();
    await operations.retry("webhook", "w-1");
    expect(retried).toEqual(["w-1"]);
    await expect(operations.retry("nothing", "w-1")).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

test("the instance says how it is and where its events come from", () => {
  expect(instanceReportSchema.parse(setUp().operations.instance())).toEqual({
    startedAtMs: 3,
    state: "starting",
    versions: { sidetone: "1.2.3" },
    storage: "embedded",
    eventSources: [
      { name: "sub", via: "pull", state: "recovering", lastEventAgeMs: 5 },
      { name: "push:new-message-event", via: "push", state: "listening", lastEventAgeMs: null },
    ],
    rejectedTotal: 2,
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
