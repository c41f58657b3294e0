import { afterEach, describe, expect, test } from "bun:test";
import { readSample } from "../../samples/sample.ts";
import { runVaic } from "./command-line.ts";
import { createLink } from "./open-link.ts";
import { placeVaicCall, type VaicCallOptions } from "./vaic-call.ts";

const sample = await readSample("late-delivery");
let server: Bun.Server<undefined> | undefined;
afterEach(async () => {
  await server?.stop(true);
});

type Activity = Record<string, unknown>;

const EVENT = { type: "event" };
const startRecognition = (participant: string): Activity => ({
  ...EVENT,
  id: `start-${participant}`,
  name: "startRecognition",
  activityParams: { targetParticipant: participant },
});

/** A bot of a few lines; `answer` says what goes back for each POST of activities. */
function startBot(
  answer: (activities: Activity[]) => Activity[] | Promise<Activity[]>,
  overrides: { validation?: object; created?: object } = {},
): { botUrl: string; heard: Activity[] } {
  const heard: Activity[] = [];
  server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    async fetch(request) {
      const { pathname } = new URL(request.url);
      if (request.method === "GET") {
        return Response.json(overrides.validation ?? { type: "ac-bot-api", success: true });
      }
      const body = (await request.json()) as { activities?: Activity[] };
      if (pathname === "/bot") {
        const urls = {
          activitiesURL: "c/activities",
          refreshURL: "c/refresh",
          disconnectURL: "c/disconnect",
        };
        return Response.json(overrides.created ?? { ...urls, expiresSeconds: 60 });
      }
      if (pathname !== "/c/activities") return Response.json({});
      heard.push(...(body.activities ?? []));
      return Response.json({ activities: await answer(body.activities ?? []) });
    },
  });
  return { botUrl: `http://127.0.0.1:${server.port}/bot`, heard };
}

const isStart = (activities: Activity[]) => activities.some(({ name }) => name === "start");
const answerStart = (activities: Activity[], reply: Activity[]) => (isStart(activities) ? reply : []);
const both = [startRecognition("caller"), startRecognition("callee")];

function call(botUrl: string, options: Partial<VaicCallOptions> = {}) {
  return placeVaicCall({
    connect: (listener) =>
      createLink("bot-api-http", { botUrl, conversationId: "c-1", botName: "b", caller: "x", listener }),
    conversationId: "c-1",
    sample,
    speed: 60,
    lingerMs: 0,
    ...options,
  });
}

describe("the simulated VoiceAI Connect", () => {
  test("tells a bot that asks for both speakers the whole conversation, hypotheses before each utterance", async () => {
    const { botUrl, heard } = startBot((activities) => answerStart(activities, both));
    const report = await call(botUrl).finished;
    expect(report).toMatchObject({ ok: true, problems: [], unheard: [] });
    const texts = heard.filter(({ type }) => type === "message").map(({ text }) => text);
    expect(texts).toEqual(sample.utterances.map(({ text }) => text));
    expect(heard.filter(({ name }) => name === "speechHypothesis").length).toBeGreaterThan(texts.length);
  });

  test("transcribes only the speaker whose recognition is on, and that until it is stopped", async () => {
    let texts = 0;
    const { botUrl, heard } = startBot((activities) => {
      if (isStart(activities)) return [startRecognition("caller")];
      texts += activities.filter(({ type }) => type === "message").length;
      const stop = { ...EVENT, name: "stopRecognition", activityParams: { targetParticipant: "caller" } };
      return texts === 2 ? [stop] : [];
    });
    // What is said before the stop arrives is transcribed: the next sentence is half a second away.
    const report = await call(botUrl, { awaitRecognitionMs: 0, speed: 12 }).finished;
    expect(report.problems).toEqual([]);
    const said = sample.utterances.filter(({ speaker }) => speaker === "customer").map(({ text }) => text);
    const told = heard.filter(({ type }) => type === "message");
    expect(told.map(({ text }) => text)).toEqual(said.slice(0, 2));
    expect(report.unheard).toHaveLength(sample.utterances.length - 2);
  });

  test("repeats requests with the same activities when it is told to, and hears a lost answer the second time", async () => {
    const { botUrl, heard } = startBot((activities) => answerStart(activities, both));
    const report = await call(botUrl, { duplicateEvery: 1, hasHypotheses: false }).finished;
    expect(report.problems).toEqual([]);
    expect(new Set(heard.map(({ id }) => id)).size).toBe(sample.utterances.length + 1);
    expect(heard.length).toBe(2 * (sample.utterances.length + 1));
  });

  test("reports a slow answer", async () => {
    const { botUrl } = startBot(async (activities) => {
      if (isStart(activities)) await Bun.sleep(150);
      return answerStart(activities, both);
    });
    const { ok, problems } = await call(botUrl, { slowAnswerMs: 100 }).finished;
    expect(ok).toBe(false);
    expect(problems.join()).toContain("slow answer: activities");
  });

  const broken: [name: string, activity: Activity, problem: string][] = [
    ["speaks into the call", { type: "message", text: "hello" }, "would be spoken"],
    [
      "names no participant",
      { ...EVENT, name: "startRecognition" },
      "without activityParams.targetParticipant",
    ],
    ["names a stranger", startRecognition("nobody"), "not in the call"],
    [
      "sends metadata that is no object",
      { ...EVENT, name: "sendMetaData", value: "text" },
      "without an object",
    ],
    ["sends settings without any", { ...EVENT, name: "config" }, "without sessionParams"],
    ["uses an unknown event", { ...EVENT, name: "openTheDoor" }, "is not known"],
    ["uses an unknown type", { type: "surprise" }, "is not known"],
    ["has a bad time", { ...EVENT, name: "abortPrompts", timestamp: "yesterday" }, "ISO 8601"],
  ];
  test.each(broken)("reports a bot that %s", async (_, activity, problem) => {
    const { botUrl } = startBot((activities) => answerStart(activities, [...both, activity]));
    const { problems } = await call(botUrl).finished;
    expect(problems.join()).toContain(problem);
  });

  test.each([
    ["a validation that is none", { validation: {} }, "the validation is not answered"],
    ["a conversation without URLs", { created: {} }, "no activitiesURL"],
  ])("reports %s", async (_, overrides, problem) => {
    const { botUrl } = startBot((activities) => answerStart(activities, both), overrides);
    const { ok, problems } = await call(botUrl).finished;
    expect(ok).toBe(false);
    expect(problems.join()).toContain(problem);
  });

  test("runs as a program with a JSON line at its end", async () => {
    const { botUrl } = startBot((activities) => answerStart(activities, both));
    const lines: string[] = [];
    const io = { env: {}, out: (line: string) => void lines.push(line), err: () => {} };
    const argv = [
      "--bot",
      botUrl,
      "--framework",
      "bot-api-http",
      "--sample",
      "late-delivery",
      "--speed",
      "60",
    ];
    expect(await runVaic(argv, io)).toBe(0);
    expect(JSON.parse(lines.at(-1) ?? "")).toMatchObject({ ok: true, textsSent: sample.utterances.length });
    expect(await runVaic(["--framework", "smoke-signals"], io)).toBe(2);
  });
});
