import { describe, expect, test } from "bun:test";
import { endedLines, troubledLines } from "../../../../../test/support/invented-calls.ts";
import { inventHistory, inventLedger } from "../../../../../test/support/invented-history.ts";
import { causesOf } from "./causes.ts";

const SUGGESTION = { kind: "human-agent-assistant-event", features: "SMART_REPLY" };
const OPENING = "xstate.error.actor.0.call.live.conversation.opening.trying";

function begun() {
  return inventHistory()
    .call(
      "leg.opened",
      { media: "streaming", conversation: "opening.trying" },
      { detail: { legId: "a", speaker: "agent" } },
    )
    .note("call", "leg.firstAudio", { detail: { legId: "a", speaker: "agent" } });
}

function withSuggestions(history: ReturnType<typeof begun>, count: number) {
  for (let sequence = 1; sequence <= count; sequence += 1) {
    history.wait(100).note("call", "assist.logged", { detail: { ...SUGGESTION, sequence } });
  }
  return history;
}

const texts = (history: { lines: Parameters<typeof causesOf>[0] }) =>
  causesOf(history.lines).map(({ text }) => text);

describe("what happened", () => {
  test("a refused recognition comes first, with its code, and leads to its line", () => {
    const lines = troubledLines();
    const causes = causesOf(lines);
    expect(causes[0]?.help?.guide).toBe("google-cloud#3-service-account");
    expect(causes[0]).toMatchObject({
      weight: "serious",
      code: "recognition-failed",
      text: "Recognition of the customer failed at 12:00:24: PERMISSION_DENIED (7), caller lacks dialogflow.participants.analyzeContent. The stream was not tried again because the error is fatal.",
      line: lines.find((line) => line.event === "stream.failed" && line.detail?.code === 7)?.line ?? 0,
    });
    expect(causes.map(({ text }) => text)).toContain(
      "1.24 s of the agent's audio were lost: its stream broke before it was answered.",
    );
    expect(causes.map(({ code }) => code)).toEqual([
      "recognition-failed",
      "audio-lost",
      "recognition-broke",
      "audio-gap",
    ]);
    expect(causesOf(endedLines())[0]?.code).toBe("recognition-failed");
  });

  test.each([
    ["sendTime", 1],
    ["betweenLegs", 1],
    ["quiet", 0],
    ["transfer", 0],
  ])("a gap of reason %s is told as audio that never came %d times", (reason, count) => {
    const history = begun().note("call", "audio.gap", { detail: { speaker: "agent", gapMs: 900, reason } });
    expect(causesOf(history.lines).filter(({ code }) => code === "audio-gap")).toHaveLength(count);
  });

  test("a conversation that cannot be opened: why, and how often it was tried", () => {
    const history = begun();
    for (let attempt = 1; attempt < 13; attempt += 1) {
      history
        .wait(500)
        .call(OPENING, { conversation: "opening.waiting" }, { detail: { message: "unavailable" } });
      history.wait(500).call("xstate.after.openRetry", { conversation: "opening.trying" });
    }
    expect(texts(history)).toEqual(["The conversation is not open yet: 12 attempts failed (unavailable)."]);
    history
      .wait(10)
      .call(
        OPENING,
        { conversation: "failed" },
        { detail: { code: "NOT_FOUND", message: "profile missing" } },
      );
    expect(texts(history)).toEqual([
      "No suggestion could come: the conversation could not be opened (NOT_FOUND: profile missing), 13 attempts. It was given up at 12:00:12.",
    ]);
  });

  test("a later leg opens the conversation after all: it was only late", () => {
    const history = begun().call(OPENING, { conversation: "failed" }, { detail: { message: "unavailable" } });
    history.call("xstate.done.actor", { conversation: "open" });
    expect(causesOf(history.lines).map(({ code, weight }) => [code, weight])).toEqual([
      ["nothing-wrong", "good"],
      ["conversation-late", "note"],
    ]);
  });

  test("suggestions nobody was there to see", () => {
    const history = withSuggestions(begun(), 8);
    expect(texts(history)).toEqual(["8 suggestions were logged, no desktop was joined yet."]);
    history.call("x", "ended");
    expect(texts(history)).toEqual(["8 suggestions were logged, no desktop was joined."]);
  });

  test("a desktop that came late got what waited; one that left early missed the rest", () => {
    const late = withSuggestions(begun(), 2)
      .wait(1_000)
      .note("call", "desktop.joined", { detail: { desktopId: "d" } });
    expect(texts(late)).toEqual([
      "Nothing wrong was seen so far: 2 suggestions delivered to 1 desktop.",
      "2 suggestions waited for a desktop; they were delivered when one joined at 12:00:01.",
    ]);
    late.note("call", "desktop.left", { detail: { desktopId: "d" } });
    expect(texts(withSuggestions(late, 1))[0]).toBe(
      "Of 3 suggestions, 3 came while no desktop was joined, the last at 12:00:01; none has joined since.",
    );
  });

  test("words but no suggestion: the profile or the subscriptions", () => {
    const history = begun();
    for (let final = 1; final <= 3; final += 1)
      history.note("participant:agent", "stream.final", { detail: { endMs: final } });
    expect(texts(history)[0]).toContain("no event of Agent Assist reached the call's log");
    history.note("call", "assist.logged", {
      detail: { kind: "new-recognition-result-notification-event", sequence: 1 },
    });
    expect(texts(history)[0]).toContain("Look at the features of the conversation profile");
  });

  test("no audio: none announced, none on an opened stream, none recognised", () => {
    const unheard = inventHistory()
      .note("call", "cti.received")
      .call("x", { media: "awaiting" })
      .wait(120_000);
    unheard.call("xstate.after.awaitMedia", { media: "gone" });
    expect(texts(unheard)[0]).toContain("no audio stream was ever opened");
    const silent = inventHistory()
      .call("leg.opened", { media: "streaming" }, { detail: { legId: "a", speaker: "agent" } })
      .note("call", "leg.closed", { detail: { legId: "a", speaker: "agent", cause: "disconnected" } });
    expect(texts(silent)).toEqual([
      "No audio came on the stream of the agent, which was opened at 12:00:00.",
    ]);
    const deaf = begun().note("audio:agent", "ledger.closed", { ledger: inventLedger(20_000) });
    expect(texts(deaf)[0]).toContain("Nothing was recognised of the agent, although 20 s of audio came");
  });

  test.each([
    ["heard", true],
    ["unsent", false],
  ])("nothing was recognised, and %s audio was lost: said beside that as %p", (reason, isSaid) => {
    const detail = { speaker: "agent", fromMs: 0, toMs: 8_000, reason };
    const deaf = begun()
      .note("audio:agent", "audio.missing", { detail })
      .note("audio:agent", "ledger.closed", { ledger: inventLedger(20_000) });
    const codes = causesOf(deaf.lines).map(({ code }) => code);
    expect(codes).toContain("audio-lost");
    expect(codes.includes("nothing-recognised")).toBe(isSaid);
  });

  test("a recovery that was given up, a stop an operator asked for, a restart, a ledger that is off", () => {
    const tired = begun().participant("agent", "stream.failed", "recovering", {
      detail: { stream: 1, code: 14, advice: "retry", message: "reset" },
    });
    expect(texts(tired)[0]).toContain("Recognition of the agent is down since 12:00:00");
    tired.note("call", "participant.failed", {
      detail: { speaker: "agent", code: 14, message: "recovery took too long" },
    });
    expect(texts(tired)[0]).toContain("tried for as long as the settings allow (1 broken stream)");
    const stopped = begun().note("call", "recognition.stop", { detail: { speaker: "agent" } });
    expect(texts(stopped)[0]).toContain("an operator asked for it at 12:00:00");
    expect(
      causesOf(stopped.note("call", "recognition.start", { detail: { speaker: "agent" } }).lines)[0]?.weight,
    ).toBe("good");
    expect(causesOf(begun().note("call", "call.restored").lines)[0]?.code).toBe("restarted");
    const ledger = { ...inventLedger(5_000), recognizedMs: 4_000 };
    expect(texts(begun().note("audio:agent", "ledger.closed", { ledger }))[0]).toContain("is off by 1 s");
  });

  test("a call that moved between instances: in order, or because one was gone", () => {
    const owned = (how: string, ...instances: string[]) => {
      const history = begun();
      for (const instance of instances) history.note("call", "call.owned", { detail: { instance, how } });
      const causes = causesOf(history.note("call", "call.restored").lines);
      return causes.find(({ code }) => ["handed-over", "taken-over", "restarted"].includes(code));
    };
    expect(owned("handed over", "a-1", "b-2")).toMatchObject({ code: "handed-over", weight: "note" });
    const taken = owned("taken over", "a-1", "b-2");
    expect(taken).toMatchObject({ code: "taken-over", weight: "warning" });
    expect(taken?.text).toStartWith("The instance a-1 was gone or stood still: b-2 took the call over at");
    expect(owned("began", "a-1")?.code).toBe("restarted");
  });

  test("nothing wrong: what was delivered and how fast", () => {
    const history = begun().note("call", "desktop.joined", { detail: { desktopId: "d" } });
    history.note("participant:agent", "stream.final", { detail: { stream: 1, endMs: 900, behindMs: 300 } });
    const logged = { kind: "new-recognition-result-notification-event", role: "HUMAN_AGENT", sequence: 1 };
    withSuggestions(history.wait(340).note("call", "assist.logged", { detail: logged }), 8).call(
      "x",
      "ended",
    );
    expect(texts(history)).toEqual([
      "Nothing wrong was seen: 8 suggestions delivered to 1 desktop, slowest word to screen 640 ms.",
    ]);
    expect(texts({ lines: [] })).toEqual(["The call has not begun yet."]);
  });

  test("a history of nothing but odd fields explains itself without throwing", () => {
    const detail = { speaker: 7, stream: "x", endMs: null, kind: {}, advice: [] };
    const events = [
      "stream.opened",
      "stream.final",
      "stream.failed",
      "assist.logged",
      "audio.gap",
      "audio.missing",
      "leg.closed",
      "desktop.left",
      "participant.failed",
    ];
    const lines = events.map((event, index) => ({
      line: index + 1,
      atMs: index,
      actor: "call",
      event,
      detail,
      state: null,
    }));
    expect(causesOf(lines).length).toBeGreaterThan(0);
  });
});
