/** A stage for one test file: Sidetone as a process of its own, the simulated cloud, and a data folder that goes with it. */
import { rm } from "node:fs/promises";
import type { Sample } from "../../samples/sample.ts";
import { type CallScore, scoreCall } from "../../simulators/stage/call-score.ts";
import { type DesktopClient, openDesktop } from "../../simulators/stage/desktop-client.ts";
import { type Stage, type StageOptions, startStage } from "../../simulators/stage/stage.ts";
import type { CallDetail } from "../../src/contract/call-detail.ts";
import { makeDataDirectory } from "./database-template.ts";
import { eventually } from "./eventually.ts";

export interface TestStage {
  stage: Stage;
  /** A desktop without a screen that has joined the call. */
  desktopOf(callId: string): Promise<DesktopClient>;
  /** Resolves with the call's record once the call has ended. */
  ended(callId: string): Promise<CallDetail>;
  /** Ends the call as an operator does, without a wait for legs that might come back; then as `ended`. */
  endedByOperator(callId: string): Promise<CallDetail>;
  /** The score once every word and suggestion is in; at the deadline, the score as it is then. */
  settledScore(sample: Sample, desktop: DesktopClient): Promise<CallScore>;
  close(): Promise<void>;
}

const END_DEADLINE_MS = 180_000;
const SETTLE_DEADLINE_MS = 120_000;

/**
 * What lets a call go by many times faster than it was spoken, on a machine of any speed. In the seconds for which one
 * stalls, minutes of audio come, and are behind the clock by right.
 */
export const QUICK_CALLS = {
  REPLAY_SPEED: "100",
  REPLAY_BUFFER_MS: "600000",
  LAST_WORDS_DEADLINE_MS: "120000",
  BEHIND_ALARM_MS: "3600000",
};

/**
 * For streams that are renewed again and again in quick calls: a busy machine brings a published final later than Pub/Sub does,
 * and its words are doubled where they are replayed at that speed before.
 */
export const PATIENT_REPLAY = { REPLAY_SETTLE_MS: "2000" };

/** How often each participant's recognition was renewed. */
export function rollOversOf(detail: CallDetail | null): number[] {
  return (detail?.actors ?? []).flatMap(({ facts }) => (facts ? [Number(facts.rollOvers)] : []));
}

export async function startTestStage(options: Omit<StageOptions, "dataDirectory"> = {}): Promise<TestStage> {
  const dataDirectory = await makeDataDirectory("story");
  const settings = { ...QUICK_CALLS, ...options.settings };
  const stage = await startStage({ ...options, settings, dataDirectory });
  const testStage: TestStage = {
    stage,
    desktopOf: (callId) =>
      openDesktop({ httpBaseUrl: stage.httpBaseUrl, callId, launchKey: stage.secrets.launchKey }),
    async ended(callId) {
      let detail: CallDetail | null = null;
      await eventually(async () => {
        detail = await stage.callDetail(`five9-${callId}`);
        if (detail?.call.live !== false)
          throw new Error(`call ${callId} has not ended: ${JSON.stringify(detail?.call.view)}`);
      }, END_DEADLINE_MS);
      if (detail === null) throw new Error(`call ${callId} is not known`);
      return detail;
    },
    async endedByOperator(callId) {
      const path = `/operators/api/calls/five9-${callId}/actions`;
      const response = await fetch(stage.httpBaseUrl + path, {
        method: "POST",
        headers: {
          authorization: `Bearer ${stage.secrets.operatorToken}`,
          "content-type": "application/json",
        },
        body: JSON.stringify({ action: "call.end" }),
      });
      // A call whose streams are over may have ended by itself by then, and is not found.
      if (!response.ok && response.status !== 404)
        throw new Error(`the call could not be ended: ${response.status}`);
      return await testStage.ended(callId);
    },
    async settledScore(sample, desktop) {
      let score = scoreCall(sample, desktop.events, []);
      const isComplete = () =>
        score.lost.length === 0 && score.suggestionsDelivered >= score.suggestionsExpected;
      const endMs = performance.now() + SETTLE_DEADLINE_MS;
      while (!isComplete() && performance.now() < endMs) {
        await Bun.sleep(50);
        score = scoreCall(sample, desktop.events, []);
      }
      return score;
    },
    async close() {
      await stage.close();
      await rm(dataDirectory, { recursive: true, force: true });
    },
  };
  return testStage;
}
