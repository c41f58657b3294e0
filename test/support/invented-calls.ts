/** Whole invented calls: one where the customer's recognition is refused, one that goes on for hours. */
import type { HistoryLine } from "../../src/contract/history-line.ts";
import { HISTORY_BEGIN_MS, inventHistory, inventLedger } from "./invented-history.ts";
import { seededRandom } from "./random.ts";

const TRANSCRIPT = "new-recognition-result-notification-event";
const SUGGESTION = "human-agent-assistant-event";
export const MULAW = { kind: "audio" as const, format: { encoding: "MULAW", sampleRateHertz: 8_000 } };
export const ROLES: Readonly<Record<string, string>> = { agent: "HUMAN_AGENT", customer: "END_USER" };

/** A minute of a call: both recognised, a hold, a stream that breaks, and then the customer's that is refused finally. */
export function troubledLines(): HistoryLine[] {
  const call = inventHistory();
  let sequence = 0;
  const final = (speaker: string, stream: number, endMs: number, behindMs: number, screenMs: number) => {
    call.note(`participant:${speaker}`, "stream.final", {
      state: { engaged: { recognizing: "fresh" } },
      detail: { stream, endMs, behindMs },
      ledger: inventLedger(endMs + behindMs, { bufferedMs: behindMs }),
    });
    sequence += 1;
    const detail = { sequence, kind: TRANSCRIPT, role: ROLES[speaker] ?? "" };
    call.wait(screenMs).note("call", "assist.logged", { detail });
  };
  const suggests = (features: string) => {
    sequence += 1;
    call.note("call", "assist.logged", { detail: { sequence, kind: SUGGESTION, features } });
  };
  const send = (speaker: string, event: string) => ({
    kind: "send" as const,
    to: `participant:${speaker}`,
    event,
  });

  call.note("call", "cti.received", { detail: { sessionId: "session-77" } }).wait(420);
  for (const speaker of ["agent", "customer"]) {
    const detail = { legId: `leg-${speaker}`, speaker, medium: MULAW };
    call.call(
      "leg.opened",
      { media: "streaming", conversation: "opening.trying" },
      {
        detail,
        effects: [{ kind: "spawn", to: `participant:${speaker}`, event: "participant" }],
      },
    );
    call.wait(35).note("call", "leg.firstAudio", { detail: { legId: detail.legId, speaker } });
  }
  call.wait(310).call(
    "xstate.done.actor.0.call.live.conversation.opening.trying",
    { conversation: "open" },
    {
      effects: [send("agent", "participant.start"), send("customer", "participant.start")],
    },
  );
  for (const speaker of ["agent", "customer"]) {
    call.participant(speaker, "participant.start", "starting", {
      from: "call",
      effects: [{ kind: "send", to: "recognizer", event: "recognizer.open" }],
    });
    call.wait(140).participant(speaker, "stream.opened", "recognizing.fresh", {
      from: "recognizer",
      detail: { stream: 1, fromMs: 0, requestId: `req-${speaker}-1`, participantId: `p-${speaker}` },
    });
  }
  call.wait(2_400).call("desktop.joined", { assist: "attended" }, { detail: { desktopId: "desk-4f21" } });
  final("agent", 1, 2_700, 310, 220);
  call.wait(3_100);
  final("customer", 1, 5_900, 280, 190);
  suggests("KNOWLEDGE_ASSIST");
  call.wait(2_900);
  final("agent", 1, 8_800, 340, 260);
  suggests("SMART_REPLY");
  call.wait(800).call(
    "leg.held",
    {},
    {
      detail: { legId: "leg-customer", speaker: "customer" },
      ledger: inventLedger(10_900, { heardMs: 900 }),
    },
  );
  call.participant("customer", "participant.pause", "paused.draining", {
    effects: [{ kind: "send", to: "recognizer", event: "recognizer.halfClose" }],
  });
  call.wait(300).participant("customer", "stream.drained", "paused.quiet", { detail: { stream: 1 } });
  call.wait(6_000).call("leg.resumed", {}, { detail: { legId: "leg-customer", speaker: "customer" } });
  call.participant("customer", "participant.resume", "starting");
  call.wait(150).participant("customer", "stream.opened", "recognizing.fresh", {
    detail: { stream: 2, fromMs: 17_200, requestId: "req-customer-2", participantId: "p-customer" },
  });
  call.note("call", "audio.gap", {
    detail: { legId: "leg-agent", speaker: "agent", gapMs: 640, reason: "sendTime" },
  });
  call.wait(1_900).participant("agent", "stream.failed", "recovering", {
    detail: { stream: 1, code: 14, advice: "retry", message: "connection reset" },
    effects: [{ kind: "send", to: "recognizer", event: "recognizer.open" }],
  });
  call.wait(420).participant("agent", "xstate.after.backoff.participant.engaged.recovering", "starting");
  call.wait(130).participant("agent", "stream.opened", "recognizing.fresh", {
    detail: { stream: 2, fromMs: 8_800, requestId: "req-agent-2", participantId: "p-agent" },
  });
  call.note("call", "audio.missing", {
    detail: { speaker: "agent", fromMs: 14_000, toMs: 15_240, reason: "heard" },
  });
  call.wait(1_200);
  final("agent", 2, 20_300, 420, 300);
  call.wait(3_300).participant("customer", "stream.failed", "failed", {
    detail: {
      stream: 2,
      code: 7,
      advice: "fatal",
      message: "caller lacks dialogflow.participants.analyzeContent",
    },
    effects: [{ kind: "send", to: "call", event: "participant.failed" }],
  });
  call.call(
    "participant.failed",
    {},
    {
      from: "participant:customer",
      detail: {
        speaker: "customer",
        code: 7,
        message: "caller lacks dialogflow.participants.analyzeContent",
      },
      effects: [{ kind: "emit", event: "leg.close", detail: { legId: "leg-customer", reason: "failed" } }],
    },
  );
  call.wait(12).note("call", "leg.closed", {
    detail: { legId: "leg-customer", speaker: "customer", cause: "serverClosed", statusCode: 1100 },
  });
  call.wait(2_600);
  final("agent", 2, 25_800, 330, 240);
  suggests("FAQ");
  call.wait(4_000).call("desktop.left", { assist: "unattended" }, { detail: { desktopId: "desk-4f21" } });
  call.wait(700).call("leg.callEnded", {}, { detail: { legId: "leg-agent", speaker: "agent" } });
  call.call(
    "leg.closed",
    { media: "draining.grace" },
    { detail: { legId: "leg-agent", speaker: "agent", cause: "callEnded" } },
  );
  return call.lines;
}

/** The same, hung up and over. */
export function endedLines(): HistoryLine[] {
  const lines = troubledLines();
  const last = lines.at(-1);
  const atMs = (last?.atMs ?? HISTORY_BEGIN_MS) + 15_000;
  const end = {
    line: (last?.line ?? 0) + 1,
    atMs,
    actor: "call",
    event: "xstate.done.actor",
    state: "ended",
  };
  return [...lines, { ...end, took: [{ from: "call.live", to: ["call.ended"] }] }];
}

/** A long call of this many lines: finals, transcripts and now and then a suggestion, a break or a hold. */
export function longLines(count: number, seed = 7): HistoryLine[] {
  const random = seededRandom(seed);
  const lines = troubledLines().slice(0, 14);
  const last = lines.at(-1);
  let atMs = last?.atMs ?? HISTORY_BEGIN_MS;
  let endMs = 3_000;
  for (let line = lines.length + 1; line <= count; line += 1) {
    atMs += random.between(40, 900);
    endMs += random.between(100, 600);
    const speaker = random.chance(0.5) ? "agent" : "customer";
    const actor = `participant:${speaker}`;
    const state = { engaged: { recognizing: "fresh" } };
    const isMoved = random.chance(0.02);
    if (isMoved) {
      const took = [
        { from: "participant.engaged.recognizing.fresh", to: ["participant.engaged.recovering"] },
      ];
      const detail = { stream: 1, code: 14, advice: "retry", message: "connection reset" };
      lines.push({
        line,
        atMs,
        actor,
        event: "stream.failed",
        state: { engaged: "recovering" },
        took,
        detail,
      });
    } else if (random.chance(0.5)) {
      const detail = { stream: 1, endMs, behindMs: random.between(150, 900) };
      lines.push({
        line,
        atMs,
        actor,
        event: "stream.final",
        state,
        detail,
        ledger: inventLedger(endMs + 300, { bufferedMs: 300 }),
      });
    } else {
      const kind = random.chance(0.8) ? TRANSCRIPT : SUGGESTION;
      lines.push({
        line,
        atMs,
        actor: "call",
        event: "assist.logged",
        detail: { sequence: line, kind, role: ROLES[speaker] ?? "" },
      });
    }
  }
  return lines;
}
