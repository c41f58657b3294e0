/** The histories behind an invented fleet's calls: each is made when it is first asked for, and grows while it lives. */
import type { CallDetail, Masked, Revealed } from "../../../src/contract/call-detail.ts";
import type { CallSummary } from "../../../src/contract/call-summary.ts";
import type { CallMessage } from "../../../src/contract/feed.ts";
import type { HistoryLine } from "../../../src/contract/history-line.ts";
import { detailOf, maskedOf, revealedOf } from "../invented-answers.ts";
import { longLines, troubledLines } from "../invented-calls.ts";
import { inventLedger } from "../invented-history.ts";
import { refusedLines } from "./refused-call.ts";

export interface InventedHistories {
  detail(call: CallSummary): CallDetail;
  masked(call: CallSummary): Masked;
  revealed(call: CallSummary): Revealed;
  message(call: CallSummary, afterLine: number): CallMessage;
  /** Adds a line to a live call. */
  grow(call: CallSummary, nowMs: number): HistoryLine;
}

export function inventHistories(): InventedHistories {
  const kept = new Map<string, HistoryLine[]>();

  function linesOf(call: CallSummary): HistoryLine[] {
    const known = kept.get(call.callKey);
    if (known !== undefined) return known;
    const lines = shifted(storyOf(call), call.endedAtMs ?? Date.now());
    kept.set(call.callKey, lines);
    return lines;
  }

  return {
    detail: (call) => {
      const lines = linesOf(call);
      const detail = detailOf(lines, call.live);
      const isRefused = call.view.conversation === "failed";
      return {
        ...detail,
        call: { ...call, startedAtMs: lines[0]?.atMs ?? call.startedAtMs },
        conversationName: isRefused ? null : `projects/demo/locations/global/conversations/${call.callKey}`,
        actors: actorsOf(call),
        desktopIds: call.desktops > 0 ? ["desk-4f21"] : [],
        ledgers: lastLedgers(lines),
      };
    },
    masked: (call) => maskedOf(linesOf(call)),
    revealed: (call) => revealedOf(linesOf(call)),
    message: (call, afterLine) => ({
      callKey: call.callKey,
      summary: call,
      lines: linesOf(call).filter(({ line }) => line > afterLine),
      missed: false,
      ledgers: {},
    }),
    grow: (call, nowMs) => {
      const lines = linesOf(call);
      const line = (lines.at(-1)?.line ?? 0) + 1;
      const speaker = line % 2 === 0 ? "agent" : "customer";
      const endMs = nowMs - call.startedAtMs;
      const grown: HistoryLine = {
        line,
        atMs: nowMs,
        actor: `participant:${speaker}`,
        event: "stream.final",
        state: { engaged: { recognizing: "fresh" } },
        detail: { stream: 1, endMs, behindMs: 240 },
        ledger: inventLedger(endMs + 240, { bufferedMs: 240 }),
      };
      lines.push(grown);
      return grown;
    },
  };
}

function storyOf(call: CallSummary): HistoryLine[] {
  if (call.view.conversation === "failed") return refusedLines();
  if (call.alarms.length > 0) return troubledLines();
  return longLines(120, call.callKey.length + call.agentIds.join("").length);
}

/** The same story, moved in time so that it ends at `endMs`. */
function shifted(lines: readonly HistoryLine[], endMs: number): HistoryLine[] {
  const byMs = endMs - (lines.at(-1)?.atMs ?? endMs);
  return lines.map((line) => ({ ...line, atMs: line.atMs + byMs }));
}

function actorsOf({ view }: CallSummary): CallDetail["actors"] {
  const { media, conversation, assist, participants } = view;
  return [
    { actor: "call", state: media === "ended" ? "ended" : { live: { media, conversation, assist } } },
    ...Object.entries(participants).map(([speaker, state]) => ({
      actor: `participant:${speaker}`,
      state: ["idle", "failed", "stopped"].includes(state)
        ? state
        : { engaged: state === "recognizing" ? { recognizing: "fresh" } : state },
      facts: { streams: 2, rollOvers: 1, recoveries: 0 },
    })),
  ];
}

/** What each speaker's last account in the history says. */
function lastLedgers(lines: readonly HistoryLine[]): CallDetail["ledgers"] {
  const ledgers: CallDetail["ledgers"] = {};
  for (const { actor, ledger, detail } of lines) {
    const speaker = actor.includes(":") ? actor.slice(actor.indexOf(":") + 1) : detail?.speaker;
    if (ledger !== undefined && typeof speaker === "string") ledgers[speaker] = balanced(ledger);
  }
  return ledgers;
}

function balanced(ledger: ReturnType<typeof inventLedger>): CallDetail["ledgers"][string] {
  return { ...ledger, imbalanceMs: 0, balanced: true };
}
