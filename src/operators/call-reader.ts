/** Calls as operators get them: the list, and everything about one of them, live or kept. */
import { joinedLines, mergedLines, numberedLines } from "../calls/history-lines.ts";
import { closedLedgersOf } from "../calls/ledger-lines.ts";
import type { CallPicture, Calls } from "../calls/port.ts";
import { type CallReport, reportOfStored } from "../calls/report.ts";
import { summaryOfStored } from "../calls/summary.ts";
import type { CallDetail } from "../contract/call-detail.ts";
import type { CallList, CallSummary } from "../contract/call-summary.ts";
import { linesOfToday } from "../contract/former-versions.ts";
import type { HistoryLine } from "../contract/history-line.ts";
import { imbalanceMs, type Ledger } from "../contract/ledger.ts";
import type { PerSpeaker } from "../contract/speaker.ts";
import type { CallStore, SummaryQuery } from "../storage/port.ts";
import { episodesOf } from "./call-episodes.ts";
import { type CallListQuery, type KeptCall, listCalls } from "./call-list.ts";

export interface CallReaderOptions {
  calls: Pick<Calls, "watchedCalls" | "watched" | "picture" | "newestLife">;
  store: CallStore;
  /** Current ledgers of a live call's speakers. */
  ledgersOf(callKey: string): PerSpeaker<Ledger>;
  /** Version of Sidetone. */
  version: string;
}

export interface CallReader {
  list(query: CallListQuery): Promise<CallList>;
  /** The provider's ids of the participants; empty for a call that is neither live nor kept. */
  participantIds(callKey: string): Promise<PerSpeaker<string>>;
  /** Null for a call that is neither live nor kept. */
  detail(callKey: string): Promise<CallDetail | null>;
}

/** Together as many as a console shows at ease. */
const FIRST_LINES = 500;
const LAST_LINES = 4_500;

export function createCallReader(options: CallReaderOptions): CallReader {
  const { calls, store } = options;

  async function live(): Promise<CallSummary[]> {
    const watched = await calls.watchedCalls();
    return await Promise.all(watched.map((call) => call.summary()));
  }

  async function stored(query: SummaryQuery): Promise<KeptCall[]> {
    const rows = await store.listSummaries(query);
    return await Promise.all(
      rows.map(async ({ callKey, startedAtMs, summary }) => {
        if (summary !== null) return { startedAtMs, summary };
        // An older version stored the call without one.
        const call = await store.get(callKey);
        return { startedAtMs, summary: call && summaryOfStored(call) };
      }),
    );
  }

  async function detailOfLive({ summary, report, lines }: CallPicture): Promise<CallDetail> {
    const { callKey, source } = summary;
    const stored = await store.readHistory(callKey, LAST_LINES);
    const history = linesOfToday(await withStart(callKey, mergedLines(stored, lines)), source);
    // An ended call stays here until it is stored; then its last lines have its closed accounts.
    const current = options.ledgersOf(callKey);
    const ledgers = { ...report.ledgers, ...current, ...closedLedgersOf(history) };
    return describe(summary, { ...report, ledgers }, history);
  }

  async function detailOfStored(callKey: string): Promise<CallDetail | null> {
    const call = await store.get(callKey);
    const summary = call && summaryOfStored(call);
    const report = call && reportOfStored(call);
    if (!summary || !report) return null;
    const lines = numberedLines(await store.readHistory(callKey, LAST_LINES));
    const history = linesOfToday(await withStart(callKey, lines), call.source);
    // The actor's last sample is up to two seconds old; the closed accounts in the history are final.
    const ledgers = { ...report.ledgers, ...closedLedgersOf(history) };
    return describe(summary, { ...report, ledgers }, history);
  }

  /** However long a history is, its beginning and its end are both shown. */
  async function withStart(callKey: string, lines: HistoryLine[]): Promise<HistoryLine[]> {
    const end = lines.slice(-LAST_LINES);
    if ((end[0]?.line ?? 1) <= 1) return end;
    return joinedLines(await store.readHistoryStart(callKey, FIRST_LINES), end);
  }

  function describe(call: CallSummary, report: CallReport, history: HistoryLine[]): CallDetail {
    return {
      call,
      conversationName: report.conversationName,
      actors: report.actors.map(({ facts, ...actor }) => (facts ? { ...actor, facts: { ...facts } } : actor)),
      legs: report.legs,
      ledgers: withProof(report.ledgers),
      gapsMs: report.gapsMs,
      desktopIds: report.desktopIds,
      loggedSequence: report.loggedSequence,
      mediastreamReports: report.mediastreamReports,
      input: { ...report.input },
      version: options.version,
      history,
      isHistoryCut: (history[0]?.line ?? 1) > 1 || history.some(({ event }) => event === "history.omitted"),
    };
  }

  return {
    list: (query) => listCalls({ live, stored }, query),
    async participantIds(callKey) {
      const picture = await calls.picture(callKey);
      const kept = picture === null ? await store.get(callKey) : null;
      return (picture?.report ?? (kept && reportOfStored(kept)))?.participantIds ?? {};
    },
    async detail(callKey) {
      const picture = await calls.picture(callKey);
      const detail = picture ? await detailOfLive(picture) : await detailOfStored(callKey);
      return detail && { ...detail, episodes: await episodesOf(callKey, options) };
    },
  };
}

/** Each ledger with the proof that it balances. */
function withProof(ledgers: PerSpeaker<Ledger>): CallDetail["ledgers"] {
  return Object.fromEntries(
    Object.entries(ledgers).map(([speaker, ledger]) => {
      const offMs = imbalanceMs(ledger);
      return [speaker, { ...ledger, imbalanceMs: offMs, balanced: Math.abs(offMs) < 0.001 }];
    }),
  );
}
