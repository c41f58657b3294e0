/** What the operators' API answers about an invented call. */
import type { CallDetail, Masked, Revealed } from "../../src/contract/call-detail.ts";
import type { CallSummary } from "../../src/contract/call-summary.ts";
import type { HistoryLine } from "../../src/contract/history-line.ts";
import { MULAW, ROLES } from "./invented-calls.ts";
import { HISTORY_BEGIN_MS } from "./invented-history.ts";

const CONVERSATION = "projects/demo/locations/global/conversations/five9-300000012345678";

export function summaryOf(lines: readonly HistoryLine[], live: boolean): CallSummary {
  const endedAtMs = live ? null : (lines.at(-1)?.atMs ?? null);
  return {
    callKey: "five9-300000012345678",
    source: "five9",
    vendorCallId: "300000012345678",
    live,
    startedAtMs: lines[0]?.atMs ?? HISTORY_BEGIN_MS,
    endedAtMs,
    changedAtMs: lines.at(-1)?.atMs ?? HISTORY_BEGIN_MS,
    view: {
      media: live ? "streaming" : "ended",
      conversation: live ? "open" : "completed",
      assist: "attended",
      participants: { agent: "recognizing", customer: "failed" },
    },
    alarms: [
      { code: "RECOGNITION_7", severity: "serious", message: "Recognition of the customer was refused" },
    ],
    domainId: "131300",
    agentIds: ["3177044"],
    campaignIds: ["1100332"],
    desktops: 1,
    suggestions: 3,
    endReason: live ? null : "the call's legs are gone",
  };
}

export function detailOf(lines: readonly HistoryLine[], live: boolean): CallDetail {
  const leg = {
    medium: MULAW,
    origin: {
      domainId: "131300",
      campaignId: "1100332",
      agentId: "3177044",
      skillId: "7",
      subscriptionId: "sub-1",
    },
  };
  return {
    call: summaryOf(lines, live),
    conversationName: CONVERSATION,
    actors: [],
    legs: ["agent", "customer"].map((speaker) => ({
      ...leg,
      legId: `leg-${speaker}`,
      speaker,
      open: live,
      held: false,
      audioSeen: true,
      callEnded: !live,
    })),
    ledgers: {},
    gapsMs: { agent: 640 },
    desktopIds: [],
    loggedSequence: 8,
    mediastreamReports: 0,
    input: null,
    version: "0.1.0",
    history: [...lines],
    isHistoryCut: false,
  };
}

const SAID: readonly (readonly [string, string])[] = [
  ["agent", "Harbour Goods, my name is Alba, how can I help?"],
  ["customer", "I was charged twice for one order."],
  ["", "KNOWLEDGE"],
  ["agent", "I am sorry about that. Could I have the order number?"],
  ["", "REPLY"],
  ["agent", "One moment, I am looking it up."],
  ["agent", "The second payment is returned within five days."],
  ["", "FAQ"],
];

export function revealedOf(lines: readonly HistoryLine[]): Revealed {
  const logged = lines.filter((line) => line.event === "assist.logged").slice(0, SAID.length);
  return {
    entries: logged.map((line, index) => {
      const [speaker, text] = SAID[index] ?? ["", ""];
      const role = ROLES[speaker ?? ""];
      const data =
        role === undefined
          ? {
              suggestionResults: [
                { suggestSmartRepliesResponse: { smartReplyAnswers: [{ reply: `Suggested: ${text}` }] } },
              ],
            }
          : { recognitionResult: { transcript: text, isFinal: true }, conversation: CONVERSATION };
      return {
        sequence: index + 1,
        kind: String(line.detail?.kind ?? ""),
        publishTime: new Date(line.atMs).toISOString(),
        loggedAtMs: line.atMs,
        ...(role === undefined ? {} : { role }),
        data,
      };
    }),
  };
}

export function maskedOf(lines: readonly HistoryLine[]): Masked {
  return {
    entries: revealedOf(lines).entries.map(({ data, ...entry }) => ({
      ...entry,
      characters: JSON.stringify(data).length,
    })),
  };
}
