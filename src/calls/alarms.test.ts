import { describe, expect, test } from "bun:test";
import { CALL_TIMING, PARTICIPANT_TIMING } from "../../test/support/settings.ts";
import { type CallContext, initialCallContext, type ParticipantRecord } from "../actors/call/context.ts";
import { addLeg } from "../actors/call/legs.ts";
import { NO_FACTS } from "../actors/participant/context.ts";
import { emptyLedger } from "../contract/ledger.ts";
import { type AlarmFacts, alarmsOf } from "./alarms.ts";

const medium = { kind: "audio", format: { encoding: "LINEAR16", sampleRateHertz: 8000 } } as const;
const fresh = {
  ...initialCallContext({
    callKey: "five9-1",
    source: "five9",
    vendorCallId: "1",
    timing: CALL_TIMING,
    participantTiming: PARTICIPANT_TIMING,
    recognition: "always",
  }),
  legs: addLeg([], { legId: "l", speaker: "agent", medium, origin: {} }),
};
const healthy: AlarmFacts["view"] = {
  media: "streaming",
  conversation: "open",
  assist: "attended",
  participants: { agent: "recognizing" },
};
const record: ParticipantRecord = { ref: null, generation: 1, told: "run", outcome: null, facts: null };

function codes(
  context: Partial<CallContext>,
  { view = {}, live = true }: { view?: Partial<AlarmFacts["view"]>; live?: boolean } = {},
): string[] {
  const alarms = alarmsOf({ context: { ...fresh, ...context }, view: { ...healthy, ...view }, live });
  return alarms.map(({ code, severity }) => `${severity} ${code}`);
}

describe("alarmsOf()", () => {
  test("is silent about a healthy call, live and ended", () => {
    const ledgers = { agent: { ...emptyLedger(), receivedMs: 900, recognizedMs: 900 } };
    const participants = { agent: { ...record, outcome: "arrived" as const } };
    expect(codes({ ledgers, desktops: ["d"], suggestions: 3 })).toEqual([]);
    expect(codes({ ledgers, participants, wasAttended: true, suggestions: 3 }, { live: false })).toEqual([]);
  });

  test("tells a failed conversation from one that is late", () => {
    const failure = { code: "UPSTREAM_REFUSED", message: "no such profile" };
    expect(codes({ failure }, { view: { conversation: "failed" } })).toEqual(["serious CONVERSATION_FAILED"]);
    expect(codes({ failure }, { view: { conversation: "opening" } })).toEqual(["warning CONVERSATION_LATE"]);
    expect(codes({ failure })).toEqual([]);
  });

  test("follows a participant from recovery to failure", () => {
    expect(codes({}, { view: { participants: { agent: "recovering" } } })).toEqual([
      "warning RECOGNITION_RECOVERING",
    ]);
    expect(codes({}, { view: { participants: { agent: "failed" } } })).toEqual([
      "serious RECOGNITION_FAILED",
    ]);
    const participants = { agent: { ...record, outcome: "failed" as const } };
    expect(codes({ participants })).toEqual(["serious RECOGNITION_FAILED"]);
    // Five9 reports the stream that Sidetone closed for it.
    const mediastreamFailure = { callLeg: "Agent", failureType: "ERROR" };
    expect(codes({ participants, mediastreamFailure })).toEqual([
      "serious RECOGNITION_FAILED",
      "serious STREAM_REPORTED_FAILED",
    ]);
  });

  test("counts audio that is lost, and not what a hold left out", () => {
    const account = (dropped: Partial<ReturnType<typeof emptyLedger>["droppedMs"]>) => {
      const droppedMs = { ...emptyLedger().droppedMs, ...dropped };
      const receivedMs = droppedMs.hold + droppedMs.overflow + droppedMs.abandoned;
      return { agent: { ...emptyLedger(), receivedMs, droppedMs } };
    };
    expect(codes({ ledgers: account({ hold: 400 }) })).toEqual([]);
    expect(codes({ ledgers: account({ overflow: 20 }) })).toEqual(["serious AUDIO_LOST"]);
    const [alarm] = alarmsOf({
      context: { ...fresh, ledgers: account({ overflow: 20, abandoned: 30 }) },
      view: healthy,
      live: true,
    });
    expect(alarm?.message).toContain("50 ms");
  });

  test("says of lost audio what broke the recognition last", () => {
    const lastFailure = { code: 14, advice: "retry" as const, message: "The service is unavailable." };
    const agent = { ...record, facts: { ...NO_FACTS, lastFailure } };
    const droppedMs = { ...emptyLedger().droppedMs, overflow: 20 };
    const ledgers = { agent: { ...emptyLedger(), receivedMs: 20, droppedMs } };
    const [alarm] = alarmsOf({
      context: { ...fresh, ledgers, participants: { agent } },
      view: healthy,
      live: false,
    });
    expect(alarm?.message).toBe(
      "20 ms of the agent's audio was not recognised; recognition last broke with RECOGNITION_14: The service is unavailable.",
    );
  });

  test("sees gaps, and an account that does not balance", () => {
    const ledgers = { agent: { ...emptyLedger(), receivedMs: 100, recognizedMs: 90 } };
    expect(codes({ gapsMs: { agent: 700 }, ledgers })).toEqual([
      "serious LEDGER_IMBALANCE",
      "warning AUDIO_GAP",
    ]);
  });

  test("last words count only where there was audio", () => {
    const participants = { agent: { ...record, outcome: "timedOut" as const } };
    expect(codes({ participants })).toEqual([]);
    const ledgers = { agent: { ...emptyLedger(), receivedMs: 10, recognizedMs: 10 } };
    expect(codes({ participants, ledgers })).toEqual(["serious LAST_WORDS_LOST"]);
  });

  test("suggestions that nobody sees are an alarm, after the end only where nobody ever came", () => {
    expect(codes({ suggestions: 2, wasAttended: true })).toEqual(["warning NOBODY_WATCHING"]);
    expect(codes({ suggestions: 2, wasAttended: true }, { live: false })).toEqual([]);
    expect(codes({ suggestions: 2 }, { live: false })).toEqual(["warning NOBODY_WATCHING"]);
  });

  test("tells who was never heard, and doubts a hold, by what came", () => {
    const unheard = (cause: "noAudio" | "emptyAudio" | "silence" | "noText") =>
      codes({ unheard: { agent: { cause, forMs: 30_000 } } });
    expect(unheard("noAudio")).toEqual(["serious SPEAKER_UNHEARD"]);
    expect(unheard("emptyAudio")).toEqual(["serious SPEAKER_UNHEARD"]);
    expect(unheard("silence")).toEqual(["warning SPEAKER_UNHEARD"]);
    expect(unheard("noText")).toEqual(["warning SPEAKER_UNHEARD"]);
    const doubtedHolds = { agent: { heldMs: 300_000, goesOn: false } };
    expect(codes({ doubtedHolds })).toEqual(["warning HOLD_DOUBTED"]);
    expect(codes({ doubtedHolds }, { live: false })).toEqual(["warning HOLD_DOUBTED"]);
  });

  test("tells audio that is late now from audio that was, in milliseconds", () => {
    const behindMs = { agent: { now: 6_000, worst: 7_000 } };
    const messageOf = (live: boolean) =>
      alarmsOf({ context: { ...fresh, behindMs }, view: healthy, live })[0]?.message;
    expect(messageOf(true)).toBe("The agent's audio is 6,000 ms behind the clock");
    expect(messageOf(false)).toBe("The agent's audio was up to 7,000 ms behind the clock");
  });

  test("counts lost texts, and texts may be last words, too", () => {
    expect(codes({ lostTexts: { agent: { count: 2, code: "UPSTREAM_REFUSED" } } })).toEqual([
      "serious TEXTS_LOST",
    ]);
    const participants = { agent: { ...record, outcome: "timedOut" as const } };
    expect(codes({ participants, heard: ["agent"] })).toEqual(["serious LAST_WORDS_LOST"]);
  });

  test("an agentConnected that cannot be read is serious where recognition waits for one", () => {
    expect(codes({ isPresenceUnread: true })).toEqual(["warning PRESENCE_UNREADABLE"]);
    expect(codes({ isPresenceUnread: true, recognition: "agent-connected" })).toEqual([
      "serious PRESENCE_UNREADABLE",
    ]);
  });

  test("knows of failed streams, of calls without audio and of calls too long", () => {
    const mediastreamFailure = { callLeg: "Agent", failureType: "ERROR" };
    expect(codes({ mediastreamFailure })).toEqual(["serious STREAM_REPORTED_FAILED"]);
    // Without a key anybody may have sent it.
    const unproved = { ...mediastreamFailure, unproved: true as const };
    expect(codes({ mediastreamFailure: unproved })).toEqual(["warning STREAM_REPORTED_FAILED"]);
    expect(codes({ legs: [] })).toEqual([]);
    expect(codes({ legs: [] }, { live: false })).toEqual(["warning AUDIO_NEVER_CAME"]);
    expect(codes({ isTooLong: true })).toEqual(["warning CALL_TOO_LONG"]);
  });
});
