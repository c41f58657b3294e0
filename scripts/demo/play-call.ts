/** One call of a demo: placed, shown on the terminal as the agent sees it, and summed up. */
import type { Sample } from "../../samples/sample.ts";
import { type CallScore, percentile, scoreCall } from "../../simulators/stage/call-score.ts";
import { type DesktopEvent, openDesktop, panelUrl } from "../../simulators/stage/desktop-client.ts";
import type { CallStage } from "../../simulators/stage/stage.ts";
import type { CallDetail } from "../../src/contract/call-detail.ts";
import { describeEvent } from "./describe-event.ts";
import type { DemoSource } from "./source.ts";

export interface DemoCallOptions {
  source: DemoSource;
  sample: Sample;
  /** Times real time. */
  speed: number;
}

/** The contract of `make demo ONCE=1`: its last line is this object. With GOOGLE=1 it is a GoogleSummary. */
export interface DemoSummary {
  ok: boolean;
  calls: number;
  wordsExpected: number;
  wordsLost: number;
  wordsDuplicated: number;
  suggestionsExpected: number;
  suggestionsDelivered: number;
  latencyMs: { p50: number; p99: number };
}

const SETTLE_DEADLINE_MS = 30_000;

export type Say = (line: string) => void;

/** A call that is over, as the desktop, the caller and the operators saw it. */
export interface PlayedCall {
  events: readonly DesktopEvent[];
  score: CallScore;
  isOk: boolean;
  /** Null if the operators' API did not know it. */
  detail: CallDetail | null;
}

/** `askedAtMs`: when the command was given that the call follows. */
export async function playCall(
  stage: CallStage,
  options: DemoCallOptions,
  askedAtMs: number,
  say: Say,
): Promise<DemoSummary> {
  const hasAll = async (events: readonly DesktopEvent[]) => {
    const { suggestionsExpected, suggestionsDelivered } = scoreCall(options.sample, events, []);
    return suggestionsDelivered >= suggestionsExpected;
  };
  const { score, isOk } = await showCall(stage, options, { askedAtMs, say, hasAll });
  tell(score, options.source.latencyFrom, say);
  return summarise(score, isOk);
}

export interface ShowOptions {
  askedAtMs: number;
  say: Say;
  /** Whether nothing more is expected for the desktop, once the call has ended. */
  hasAll(events: readonly DesktopEvent[]): Promise<boolean>;
}

/** Plays a call and prints what the agent sees. */
export async function showCall(
  stage: CallStage,
  { sample, speed, source }: DemoCallOptions,
  { askedAtMs, say, hasAll }: ShowOptions,
): Promise<PlayedCall> {
  const callId = source.newCallId();
  const callKey = source.callKeyOf(callId);
  const { httpBaseUrl, secrets } = stage;
  const page = { httpBaseUrl, callId, launchKey: secrets.launchKey, source: source.panelSource };
  const desktop = await openDesktop(page);
  const call = await source.place(stage, { sample, speed, callId });
  let firstWordsAtMs: number | null = null;
  const callStartedAtMs = Date.now();
  desktop.onEvent((event) => {
    if (firstWordsAtMs === null && event.dataType === "new-recognition-result-notification-event") {
      firstWordsAtMs = event.arrivedAtMs;
      say(`  (first words on the screen ${seconds(firstWordsAtMs - askedAtMs)} after the command)`);
    }
    const line = describeEvent(event);
    if (line !== null) say(`  ${seconds(event.arrivedAtMs - callStartedAtMs).padStart(7)}  ${line}`);
  });
  if (!(await call.started))
    throw new Error("The call was not accepted; run with LOG_LEVEL=debug to see why.");
  say(`\nCall in progress: "${sample.title}" (${seconds(sample.durationMs / speed)}).`);
  say(`  Agent's panel:  ${panelUrl(page)}`);
  say(`  Operators:      ${httpBaseUrl}/operators/calls/${encodeURIComponent(callKey)}`);
  say(`                  sign in with ${secrets.operatorToken}\n`);

  const { ok, problems } = await call.finished;
  const { events } = desktop;
  const detail = await settle(stage, callKey, () => hasAll(events));
  desktop.close();
  for (const problem of problems) say(`The caller reports: ${problem}`);
  return { events, score: call.score(events), isOk: ok, detail };
}

/** Waits until the call has ended and its suggestions are in, or the deadline. */
async function settle(
  stage: CallStage,
  callKey: string,
  hasAll: () => Promise<boolean>,
): Promise<CallDetail | null> {
  const endMs = Date.now() + SETTLE_DEADLINE_MS;
  for (;;) {
    const detail = await stage.callDetail(callKey);
    if (Date.now() >= endMs || (detail?.call.live === false && (await hasAll()))) return detail;
    await Bun.sleep(100);
  }
}

function summarise(score: CallScore, callOk: boolean): DemoSummary {
  const { wordsExpected, lost, duplicated, suggestionsExpected, suggestionsDelivered, latenciesMs } = score;
  const complete =
    lost.length === 0 && duplicated.length === 0 && suggestionsDelivered === suggestionsExpected;
  return {
    ok: callOk && complete && wordsExpected > 0,
    calls: 1,
    wordsExpected,
    wordsLost: lost.length,
    wordsDuplicated: duplicated.length,
    suggestionsExpected,
    suggestionsDelivered,
    latencyMs: { p50: percentile(latenciesMs, 0.5), p99: percentile(latenciesMs, 0.99) },
  };
}

function tell(score: CallScore, latencyFrom: string, say: Say): void {
  const { wordsExpected, lost, duplicated, suggestionsExpected, suggestionsDelivered, latenciesMs } = score;
  say(
    `\nThe call is over: ${wordsExpected} words spoken, ${lost.length} lost, ${duplicated.length} doubled;`,
  );
  say(`${suggestionsDelivered} of ${suggestionsExpected} suggestions delivered;`);
  say(
    `${latencyFrom}: median ${percentile(latenciesMs, 0.5)} ms, 99 of 100 within ${percentile(latenciesMs, 0.99)} ms.`,
  );
  if (lost.length > 0) say(`Lost: ${lost.join(" ")}`);
  if (duplicated.length > 0) say(`Doubled: ${duplicated.join(" ")}`);
}

/** Resolves at Ctrl-C or SIGTERM. To be called first of all: without a listener these end the process at once, and nothing in order. */
export function interruption(): Promise<"interrupted"> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve("interrupted"));
  });
}

/** Stays up for the panel; each Enter places another call. */
export async function untilInterrupted(
  interrupted: Promise<unknown>,
  placeAnother: () => Promise<unknown>,
  say: Say,
): Promise<void> {
  say("\nThe panel stays open for you to look at. Enter places another call, Ctrl-C ends the demo.");
  process.stdin.on("data", () => {
    placeAnother().catch((error: unknown) => say(`The call failed: ${String(error)}`));
  });
  await interrupted;
}

export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
