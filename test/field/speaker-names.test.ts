/** Speakers whom VoiceAI Connect names in other ways than it announced them, or did not announce at all. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { ConversationRecord } from "../../simulators/agent-assist/record.ts";
import type { Alarm } from "../../src/contract/call-summary.ts";
import { type BotCall, type Fields, saidBy, sayingBy, startOf } from "../support/bot-call.ts";
import { eventually } from "../support/eventually.ts";
import { startVaicStage, type VaicStage } from "../support/vaic-stage.ts";

/** Only a hang takes as long. */
const STORY_MS = 600_000;

let scene: VaicStage;
const log: string[] = [];
beforeAll(async () => {
  scene = await startVaicStage({ LOG_LEVEL: "info" }, { onLogLine: (line) => log.push(line) });
}, STORY_MS);
afterAll(() => scene?.close(), STORY_MS);

const DANA = { participant: "caller", uriUser: "+15550100", uriHost: "sbc.example.net" };
const SEVEN = { participant: "callee", uriUser: "agent7", uriHost: "sbc.example.net" };

async function begin(parameters: Fields = { participants: [DANA, SEVEN] }): Promise<BotCall> {
  const call = await scene.openBotCall();
  await call.hear(startOf(parameters));
  return call;
}

/** What Dialogflow has of the call once it holds `count` messages. */
async function heard(call: BotCall, count: number): Promise<[role: string, content: string][]> {
  const recordOf = (): ConversationRecord | undefined => scene.stage.cloud.record.conversation(call.callKey);
  await eventually(() => (recordOf()?.messages.length ?? 0) >= count);
  return (recordOf()?.messages ?? []).map(({ role, content }) => [role, content]);
}

const alarmsOf = async (call: BotCall): Promise<Alarm[]> =>
  (await scene.stage.callDetail(call.callKey))?.call.alarms ?? [];
const speakerAlarmsOf = async (call: BotCall) =>
  (await alarmsOf(call)).filter(({ code }) => code === "SPEAKER_UNKNOWN");

describe("a participant", () => {
  test.each<[string, Fields]>([
    ["as it was announced", { participant: "callee" }],
    ["in capitals", { participant: "Callee" }],
    ["with blanks around it", { participant: " callee\u00a0" }],
    ["by the user part of its URI alone", { participantUriUser: "agent7" }],
    ["by that in capitals", { participantUriUser: "AGENT7" }],
    ["by its whole URI", { participantUriUser: "sip:agent7@sbc.example.net" }],
    ["by the user part in the participant's place", { participant: "agent7" }],
    ["by an unknown name, and by the user part", { participant: "Agent", participantUriUser: "agent7" }],
  ])("is found %s", async (_, speaker) => {
    const call = await begin();
    await call.hear(saidBy(speaker, "one moment"));
    expect(await heard(call, 1)).toEqual([["HUMAN_AGENT", "one moment"]]);
    expect(await speakerAlarmsOf(call)).toEqual([]);
    await call.end();
  });

  test.each(["+15550100", "15550100", "+1 (555) 0100", "tel:+1-555-0100"])(
    "is found by the number %s",
    async (participantUriUser) => {
      const call = await begin();
      await call.hear(saidBy({ participantUriUser }, "where is my parcel"));
      expect(await heard(call, 1)).toEqual([["END_USER", "where is my parcel"]]);
      await call.end();
    },
  );

  test("announced in capitals has the role that AUDIOCODES_ROLES gives its name, and is recognised by its own", async () => {
    const call = await scene.openBotCall();
    const participants = [{ participant: "Callee" }, { participant: "CALLER" }];
    const answer = [...(await call.hear(startOf({ participants })))];
    await eventually(async () => {
      answer.push(...(await call.hear()));
      expect(answer.filter(({ name }) => name === "startRecognition")).toHaveLength(2);
    });
    const targets = answer.flatMap(
      ({ activityParams }) => (activityParams as Fields)?.targetParticipant ?? [],
    );
    expect(targets.toSorted()).toEqual(["CALLER", "Callee"]);
    await call.hear(saidBy({ participant: "caller" }, "hello"), saidBy({ participant: "callee" }, "hi"));
    expect((await heard(call, 2)).toSorted()).toEqual([
      ["END_USER", "hello"],
      ["HUMAN_AGENT", "hi"],
    ]);
    await call.end();
  });

  test(
    "that is known by its URI only is found again by it after a restart",
    async () => {
      const call = await begin();
      await call.hear(saidBy({ participantUriUser: "agent7" }, "before"));
      await heard(call, 1);
      await scene.stage.restart("stop");
      await eventually(async () => expect((await call.post([])).status).toBe(200));
      await call.hear(saidBy({ participantUriUser: "agent7" }, "after"));
      expect(await heard(call, 2)).toEqual([
        ["HUMAN_AGENT", "before"],
        ["HUMAN_AGENT", "after"],
      ]);
      expect(await speakerAlarmsOf(call)).toEqual([]);
      await call.end();
    },
    STORY_MS,
  );
});

describe("a participant who appears later", () => {
  test("with another start is announced, recognised and heard, without an alarm", async () => {
    const call = await begin({ participants: [DANA] });
    const answer = await call.hear(startOf({ participants: [DANA, SEVEN] }));
    await eventually(async () => {
      answer.push(...(await call.hear()));
      expect(answer).toContainEqual(
        expect.objectContaining({
          name: "startRecognition",
          activityParams: { targetParticipant: "callee" },
        }),
      );
    });
    await call.hear(saidBy({ participant: "callee" }, "hello"));
    expect(await heard(call, 1)).toEqual([["HUMAN_AGENT", "hello"]]);
    expect(await speakerAlarmsOf(call)).toEqual([]);
    await call.end();
  });

  test.each<[string, (speaker: Fields, text: string) => Fields]>([
    ["a text", saidBy],
    ["a partial result", sayingBy],
  ])("with %s is announced, recognised and heard; a role that is a guess is told", async (_, wordsBy) => {
    const call = await begin();
    const answer = await call.hear(wordsBy({ participant: "boss" }, "hello"));
    await eventually(async () => {
      answer.push(...(await call.hear()));
      expect(answer).toContainEqual(
        expect.objectContaining({ name: "startRecognition", activityParams: { targetParticipant: "boss" } }),
      );
    });
    await call.hear(saidBy({ participant: "boss" }, "good morning"));
    await eventually(async () =>
      expect(await heard(call, 1)).toContainEqual(["HUMAN_AGENT", "good morning"]),
    );
    expect(await speakerAlarmsOf(call)).toMatchObject([{ severity: "warning" }]);
    expect(
      (await scene.stage.callDetail(call.callKey))?.legs.map(({ participant }) => participant),
    ).toContain("boss");
    await call.end();
  });
});

describe("words that are nobody's", () => {
  test.each<[string, Fields, Fields]>([
    ["name nobody", { participants: [DANA, SEVEN] }, {}],
    ["name an address that nobody has", { participants: [DANA, SEVEN] }, { participantUriUser: "+15550199" }],
    [
      "fit two",
      { participants: [DANA, { participant: "callee", uriUser: "+15550100" }] },
      { participantUriUser: "+15550100" },
    ],
    [
      "have a name with a control character",
      { participants: [DANA, SEVEN] },
      { participant: "cal\u0007ler" },
    ],
  ])(
    "because they %s: logged once, and a serious alarm says why; others are heard",
    async (_, start, speaker) => {
      const call = await begin(start);
      for (const text of ["one", "two", "three"]) await call.hear(saidBy(speaker, text));
      await call.hear(saidBy({ participant: "caller" }, "hello"));
      expect(await heard(call, 1)).toEqual([["END_USER", "hello"]]);
      await eventually(async () =>
        expect(await speakerAlarmsOf(call)).toEqual([
          expect.objectContaining({
            severity: "serious",
            message: expect.stringContaining("2 texts"),
          }),
        ]),
      );
      const lines = log.filter(
        (line) => line.includes("words without a certain speaker") && line.includes(call.callKey),
      );
      expect(lines).toHaveLength(1);
      expect(lines[0]).not.toContain("5550");
      await call.end();
      // It is in the record of the call that is over, too.
      await eventually(async () => {
        const detail = await scene.stage.callDetail(call.callKey);
        expect(detail?.call.live).toBe(false);
        expect(detail?.call.alarms.map(({ code }) => code)).toContain("SPEAKER_UNKNOWN");
      });
    },
    STORY_MS,
  );
});
