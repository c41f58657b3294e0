/** What has come of a call that the real Agent Assist heard. Its words are Google's: nobody else knows which were right. */
import type { DesktopEvent } from "../../../simulators/stage/desktop-client.ts";
import type { CallStage } from "../../../simulators/stage/stage.ts";
import { wordsOf } from "../../../simulators/stage/word-check.ts";
import type { CallDetail } from "../../../src/contract/call-detail.ts";
import { type DemoCallOptions, type Say, showCall } from "../play-call.ts";

/** The last line of `make demo GOOGLE=1 ONCE=1`. */
export interface GoogleSummary {
  ok: boolean;
  calls: number;
  recogniser: "google";
  wordsShown: number;
  suggestionsDelivered: number;
  /** Audio that Google was never sent, holds not counted. */
  audioLostMs: number;
  /** Codes of docs/reference/errors.md. */
  alarms: string[];
}

const READY_DEADLINE_MS = 30_000;
/** Suggestions may come so long after the call. */
const LATE_EVENTS_MS = 3_000;

/** Rejects, with one sentence, where Sidetone does not reach Google. */
export async function untilReady(
  { httpBaseUrl }: Pick<CallStage, "httpBaseUrl">,
  deadlineMs: number = READY_DEADLINE_MS,
): Promise<void> {
  const endMs = Date.now() + deadlineMs;
  for (;;) {
    const response = await fetch(`${httpBaseUrl}/readyz`, { signal: AbortSignal.timeout(READY_DEADLINE_MS) });
    if (response.ok) return;
    const { missing = [] } = (await response.json()) as { missing?: string[] };
    if (Date.now() > endMs)
      throw new Error(
        `Sidetone does not reach Google (${missing.join(", ")}). make check-google says what is missing, with the command for it.`,
      );
    await Bun.sleep(200);
  }
}

/** Plays a call that Google hears, and says what has come of it. */
export async function playGoogleCall(
  stage: CallStage,
  options: DemoCallOptions,
  askedAtMs: number,
  say: Say,
): Promise<GoogleSummary> {
  const { events, isOk, detail } = await showCall(stage, options, { askedAtMs, say, hasAll: isQuiet });
  const summary = summarise(detail, events, isOk);
  tell(summary, detail, say);
  return summary;
}

/** Nothing has come for a while: nobody knows how much Google has to say. */
async function isQuiet(events: readonly DesktopEvent[]): Promise<boolean> {
  const count = events.length;
  await Bun.sleep(LATE_EVENTS_MS);
  return count === events.length;
}

function summarise(
  detail: CallDetail | null,
  events: readonly DesktopEvent[],
  callOk: boolean,
): GoogleSummary {
  let wordsShown = 0;
  let suggestionsDelivered = 0;
  for (const { dataType, data } of events) {
    const message = data.newMessagePayload as { content?: string } | undefined;
    if (dataType === "new-message-event") wordsShown += wordsOf(message?.content ?? "").length;
    const results = data.suggestionResults;
    if (dataType === "human-agent-assistant-event" && Array.isArray(results))
      suggestionsDelivered += results.length;
  }
  const audioLostMs = Object.values(detail?.ledgers ?? {}).reduce(
    (sum, { droppedMs }) => sum + droppedMs.overflow + droppedMs.abandoned,
    Object.values(detail?.gapsMs ?? {}).reduce((sum, ms) => sum + ms, 0),
  );
  const alarms = (detail?.call.alarms ?? []).map(({ code }) => code);
  return {
    ok: callOk && detail !== null && wordsShown > 0 && audioLostMs === 0,
    ...{ calls: 1, recogniser: "google", wordsShown, suggestionsDelivered, audioLostMs, alarms },
  };
}

function tell(
  { wordsShown, suggestionsDelivered, audioLostMs }: GoogleSummary,
  detail: CallDetail | null,
  say: Say,
): void {
  say(`\nThe call is over: Google heard ${wordsShown} words and made ${suggestionsDelivered} suggestions;`);
  say(`${(audioLostMs / 1000).toFixed(1)} s of audio never reached it.`);
  for (const { code, message } of detail?.call.alarms ?? []) say(`${code}: ${message}`);
  if (wordsShown === 0)
    say("No words came. make check-google says what Google's side lacks, with the command for it.");
}
