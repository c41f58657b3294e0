import { describe, expect, test } from "bun:test";
import { isHandled, keysWithoutEnd, walkMachine } from "../../../test/support/machine-paths.ts";
import { CALL_TIMING, PARTICIPANT_TIMING } from "../../../test/support/settings.ts";
import { emptyLedger } from "../../contract/ledger.ts";
import { NO_FACTS } from "../participant/context.ts";
import type { ParticipantReport } from "../participant/events.ts";
import type { CallEvent } from "./events.ts";
import { openLegs } from "./legs.ts";
import { callMachine } from "./machine.ts";

const leg = (legId: string, speaker: "agent" | "customer"): CallEvent => ({
  type: "leg.opened",
  legId,
  speaker,
  medium: { kind: "audio", format: { encoding: "LINEAR16", sampleRateHertz: 8000 } },
  origin: { domainId: "1" },
});

/** One leg per speaker keeps the walk small; each may come and go any number of times. */
const EVENTS = [
  { type: "cti.received", variableNames: [] },
  { type: "call.described", facts: { number: "…4567" } },
  leg("a", "agent"),
  { type: "leg.firstAudio", legId: "a", speaker: "agent" },
  { type: "leg.held", legId: "a", speaker: "agent" },
  { type: "leg.resumed", legId: "a", speaker: "agent" },
  { type: "leg.callEnded", legId: "a", speaker: "agent" },
  { type: "leg.closed", legId: "a", speaker: "agent", cause: "callEnded" },
  { type: "agent.presence", isPresent: true },
  { type: "agent.attached", sessionId: "s", agentId: "7", by: "phoneNumber", proof: "signed" },
  { type: "agent.detached", sessionId: "s", agentId: "7", reason: "stopped" },
  { type: "recognition.stop", speaker: "agent" },
  { type: "recognition.start", speaker: "agent" },
  { type: "recognition.rollOver", speaker: "agent" },
  { type: "counters.sampled", ledgers: { agent: emptyLedger() } },
  {
    type: "mediastream.reported",
    subscriptionId: "1",
    status: "STREAMING",
    callLeg: "Agent",
    failureType: "",
    failureDetail: "",
    occurredOn: "",
  },
  { type: "desktop.joined", desktopId: "d" },
  { type: "desktop.left", desktopId: "d" },
  { type: "assist.logged", sequence: 1, kind: "new-message-event", features: [] },
  { type: "transcript.finalized", participantId: "p1", endSeconds: 1.5, publishedAtMs: null },
  { type: "audio.missing", speaker: "agent", fromMs: 0, toMs: 20, reason: "unsent" },
  { type: "participant.stopped", speaker: "agent", lastWords: "arrived", facts: NO_FACTS },
  { type: "participant.failed", speaker: "agent", code: 3, message: "refused" },
  { type: "call.restored" },
  { type: "call.end", reason: "too long" },
  { type: "call.end", reason: "operator", isForGood: true },
] as const satisfies readonly (CallEvent | ParticipantReport)[];

const states = walkMachine(callMachine, {
  input: {
    callKey: "five9-1",
    source: "five9",
    vendorCallId: "1",
    timing: { ...CALL_TIMING, openAttempts: 2 },
    participantTiming: PARTICIPANT_TIMING,
    recognition: "always",
  },
  events: EVENTS,
  keyOf: ({ value, status, context }) =>
    JSON.stringify([
      value,
      status,
      openLegs(context).map((open) => open.held),
      context.participants.agent?.ref === null,
      context.participants.agent?.told,
      context.participants.agent?.outcome === "failed",
      context.conversationName !== null,
      Math.min(context.openAttempt, 2),
      context.desktops.length,
      context.applications.length,
      context.stoppedByOperator,
      context.isEndedForGood,
    ]),
});

describe("call chart, all reachable states", () => {
  test("the walk is worth something: it meets every region's states", () => {
    const values = [...states.values()].map((state) => JSON.stringify(state.snapshot.value)).join("\n");
    for (const name of ["awaiting", "streaming", "held", "grace", "lastWords", "gone"])
      expect(values).toContain(name);
    for (const name of ["none", "trying", "waiting", "open", "completing", "failed"])
      expect(values).toContain(name);
    for (const name of ["attended", "unattended", "ended"]) expect(values).toContain(name);
  });

  test("from every state there is a way to the end", () => {
    expect(keysWithoutEnd(states)).toEqual([]);
  });

  test("no event is unhandled by accident", () => {
    const unhandled: string[] = [];
    for (const { snapshot, key } of states.values()) {
      if (snapshot.status !== "active") continue;
      for (const { type } of EVENTS) if (!isHandled(snapshot, type)) unhandled.push(`${type} in ${key}`);
    }
    expect(unhandled).toEqual([]);
  });

  test("no event of a leg ends a call, and while one is open only an explicit end does", () => {
    for (const { snapshot, next } of states.values()) {
      for (const [event, key] of next) {
        if (states.get(key)?.snapshot.status !== "done") continue;
        expect(event).not.toStartWith("leg.");
        const leaving =
          snapshot.matches({ live: { media: "gone" } }) ||
          snapshot.matches({ live: { media: { draining: "lastWords" } } });
        if (openLegs(snapshot.context).length > 0 && !leaving) expect(event).toBe("call.end");
      }
    }
  });

  test("the conversation is not completed while a leg is open", () => {
    for (const { snapshot } of states.values()) {
      if (!snapshot.matches({ live: { conversation: "completing" } })) continue;
      expect(snapshot.matches({ live: { media: "gone" } })).toBe(true);
    }
  });
});
