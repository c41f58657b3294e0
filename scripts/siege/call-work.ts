/** Calls that go on during a siege: placed one after the other, watched by a desktop, and scored word by word. */
import type { Sample } from "../../samples/sample.ts";
import { type CallScore, scoreCall } from "../../simulators/stage/call-score.ts";
import { type DesktopClient, openDesktop } from "../../simulators/stage/desktop-client.ts";
import { newCallId, type Stage } from "../../simulators/stage/stage.ts";
import { scoreTextCall } from "../../simulators/stage/text-score.ts";
import type { VaicProvider } from "../../simulators/stage/vaic-provider.ts";
import type { VaicFramework } from "../../simulators/vaic/activity.ts";
import type { WorkScore } from "./work-score.ts";

export interface CallWorkParts {
  stage: Stage;
  provider: VaicProvider;
  samples: readonly Sample[];
  score: WorkScore;
  /** 1 is real time. */
  speed: number;
  /** Ids of the Five9 calls that live now. */
  liveCalls: Set<string>;
  /** Those that have ended. */
  doneCalls: Set<string>;
  isOver(): boolean;
}

const SETTLE_MS = 120_000;
const FRAMEWORKS: readonly VaicFramework[] = ["bot-api-websocket", "bot-api-http", "dialogflow-cx"];
/** Answers slower than this are a problem of their own; words are judged by what arrives. */
const SLOW_ANSWER_MS = 10_000;
const PAUSE_AFTER_TROUBLE_MS = 500;

/** Places Five9 calls until it is over. */
export async function workFive9(parts: CallWorkParts, worker: number): Promise<void> {
  const { stage, samples, score, speed, liveCalls } = parts;
  for (let turn = worker; !parts.isOver(); turn += 1) {
    const sample = samples[turn % samples.length] as Sample;
    const callId = newCallId();
    const desktop = await seat(parts, callId, "five9");
    if (desktop === undefined) continue;
    liveCalls.add(callId);
    const call = await stage.call(sample, { callId, speed });
    const report = await call.finished;
    const settled = await settle(() => scoreCall(sample, desktop.events, call.sent));
    liveCalls.delete(callId);
    parts.doneCalls.add(callId);
    const troubles = [
      ...report.legs.flatMap(({ speaker, problem }) =>
        problem === undefined ? [] : [`${speaker}: ${problem}`],
      ),
      ...report.webhooks.flatMap(({ name, status }) => (status === 200 ? [] : [`${name}: ${status}`])),
    ];
    if (!report.ok) score.problem("call not served", `five9 ${callId}: ${troubles.join("; ")}`);
    tell(parts, `five9 ${callId}`, settled);
    desktop.close();
  }
}

/** Places calls of VoiceAI Connect until it is over. */
export async function workVaic(parts: CallWorkParts, worker: number): Promise<void> {
  const { stage, provider, samples, score, speed } = parts;
  for (let turn = worker; !parts.isOver(); turn += 1) {
    const sample = samples[turn % samples.length] as Sample;
    const framework = FRAMEWORKS[turn % FRAMEWORKS.length] as VaicFramework;
    const conversationId = crypto.randomUUID();
    const desktop = await seat(parts, conversationId, "audiocodes");
    if (desktop === undefined) continue;
    const target = { httpBaseUrl: stage.httpBaseUrl, framework, sample };
    const call = provider.call(target, { conversationId, speed, slowAnswerMs: SLOW_ANSWER_MS });
    const report = await call.finished;
    const settled = await settle(() => scoreTextCall(sample, desktop.events, report.sent));
    if (!report.ok)
      score.problem(
        "call not served",
        `${framework} ${conversationId}: ${report.problems.slice(0, 3).join("; ")}`,
      );
    tell(parts, `${framework} ${conversationId}`, settled);
    desktop.close();
  }
}

async function seat(
  { stage, score }: CallWorkParts,
  callId: string,
  source: string,
): Promise<DesktopClient | undefined> {
  const { launchKey } = stage.secrets;
  try {
    return await openDesktop({ httpBaseUrl: stage.httpBaseUrl, callId, launchKey, source });
  } catch (caught) {
    score.problem("agent refused", caught instanceof Error ? caught.message : String(caught));
    await Bun.sleep(PAUSE_AFTER_TROUBLE_MS);
    return undefined;
  }
}

/** The score once every word and suggestion is in; at the deadline, as it is then. */
async function settle(read: () => CallScore): Promise<CallScore> {
  const endMs = Date.now() + SETTLE_MS;
  for (;;) {
    const now = read();
    const isWhole = now.lost.length === 0 && now.suggestionsDelivered >= now.suggestionsExpected;
    if (isWhole || Date.now() > endMs) return now;
    await Bun.sleep(100);
  }
}

function tell({ score }: CallWorkParts, name: string, settled: CallScore): void {
  const { lost, duplicated, latenciesMs } = settled;
  // Samples are invented dialogues, so their words may be shown.
  if (lost.length > 0) score.problem("words lost", `${name}: ${lost.slice(0, 8).join(" ")}`, lost.length);
  if (duplicated.length > 0)
    score.problem("words doubled", `${name}: ${duplicated.slice(0, 8).join(" ")}`, duplicated.length);
  for (const ms of latenciesMs) score.latency(ms);
  score.callDone();
}
