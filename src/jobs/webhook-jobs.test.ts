/** Posts through the real queue on the embedded database to a real server on this machine. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "../../test/support/eventually.ts";
import { systemClock } from "../base/clock.ts";
import { createLogger } from "../base/log.ts";
import { type OpenedStorage, openStorage } from "../storage/open-storage.ts";
import { JOB_POLICIES } from "./job-policies.ts";
import { startWebhookJobs, type WebhookJobs } from "./webhook-jobs.ts";
import { SIGNATURE_HEADER, signatureOf, TIMESTAMP_HEADER } from "./webhook-post.ts";

const SECRET = "a-secret-of-the-recipient";
const logger = createLogger("silent");
let directory: string;
let storage: OpenedStorage;
let jobs: WebhookJobs;
let answers: number[] = [];
const received: { body: string; isSigned: boolean }[] = [];
const recipient = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  async fetch(request) {
    const body = await request.text();
    const timestamp = request.headers.get(TIMESTAMP_HEADER) ?? "";
    const isSigned = request.headers.get(SIGNATURE_HEADER) === signatureOf(SECRET, timestamp, body);
    received.push({ body, isSigned });
    return new Response(null, { status: answers.shift() ?? 204 });
  },
});

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "sidetone-webhook-"));
  storage = await openStorage({ dataDirectory: directory }, { logger, clock: systemClock, onLost: () => {} });
  jobs = await startWebhookJobs({
    backend: await storage.openJobs(),
    target: { url: recipient.url.href, secret: SECRET, deadlineMs: 2_000 },
    logger,
    policies: { webhook: { ...JOB_POLICIES.webhook, attempts: 4, backoffMs: { firstMs: 10, maxMs: 50 } } },
  });
}, 600_000);

afterAll(async () => {
  await jobs.close();
  await storage.close();
  await recipient.stop(true);
  await rm(directory, { recursive: true, force: true });
}, 600_000);

const idsOf = () => received.map(({ body }) => (JSON.parse(body) as { id: string }).id);

test("a message is posted signed, once, however often it is handed in, and again while the recipient is away", async () => {
  await jobs.post({ id: "call/1", text: "plain" });
  await jobs.post({ id: "call/1", text: "plain" });
  await eventually(() => received.length === 1);
  answers = [503, 429];
  await jobs.post({ id: "call/2" });
  await eventually(() => received.length === 4);
  expect(idsOf()).toEqual(["call/1", "call/2", "call/2", "call/2"]);
  expect(received.every(({ isSigned }) => isSigned)).toBe(true);
}, 600_000);

test("what the recipient refuses is not posted again, and after some attempts it is given up", async () => {
  received.length = 0;
  await eventually(() => jobs.totals().sent === 2);
  const before = jobs.totals();
  answers = [400];
  await jobs.post({ id: "call/refused" });
  await eventually(() => received.length === 1);
  answers = [500, 500, 500, 500, 500, 500];
  await jobs.post({ id: "call/broken" });
  await eventually(() => received.length === 5);
  answers = [];
  await jobs.post({ id: "call/after" });
  await eventually(() => idsOf().includes("call/after"));
  expect(idsOf().filter((id) => id === "call/broken")).toHaveLength(4);
  expect(idsOf().filter((id) => id === "call/refused")).toHaveLength(1);
  const dead = await jobs.deadLetters.list(10);
  expect(dead.map(({ subject, attempts }) => [subject.id, attempts])).toEqual([
    ["call/broken", 4],
    ["call/refused", 1],
  ]);
  expect(await jobs.counts()).toMatchObject({ deadLetters: 2, waiting: 0 });
  await eventually(() =>
    expect(jobs.totals()).toEqual({
      sent: before.sent + 1,
      failed: before.failed + 5,
      givenUp: before.givenUp + 2,
    }),
  );
}, 600_000);

test("what was given up is posted on another try, once somebody asks for it", async () => {
  const [letter] = await jobs.deadLetters.list(1);
  await jobs.deadLetters.retry(letter?.id ?? "");
  await eventually(() => idsOf().filter((id) => id === letter?.subject.id).length === 5);
  await eventually(async () => (await jobs.counts()).deadLetters === 1);
  await expect(jobs.deadLetters.retry(letter?.id ?? "")).rejects.toMatchObject({ code: "NOT_FOUND" });
}, 600_000);
