/** A stage for calls of VoiceAI Connect: Sidetone as a process of its own, both clouds, and a provider set up for it. */
import { rm } from "node:fs/promises";
import type { Sample } from "../../samples/sample.ts";
import type { ConversationRecord } from "../../simulators/agent-assist/record.ts";
import { type DesktopClient, openDesktop, panelUrl } from "../../simulators/stage/desktop-client.ts";
import { type Stage, type StageOptions, startStage } from "../../simulators/stage/stage.ts";
import { startVaicProvider, type VaicProvider } from "../../simulators/stage/vaic-provider.ts";
import type { VaicFramework } from "../../simulators/vaic/activity.ts";
import type { PlacedVaicCall, VaicCallOptions } from "../../simulators/vaic/vaic-call.ts";
import { type BotCall, openBotCall } from "./bot-call.ts";
import { makeDataDirectory } from "./database-template.ts";
import { eventually } from "./eventually.ts";

/** VoiceAI Connect wants an answer sooner; a busy machine is no failure of a story. */
const PATIENT_MS = 600_000;

export interface VaicStage {
  stage: Stage;
  provider: VaicProvider;
  call(framework: VaicFramework, sample: Sample, options?: Partial<VaicCallOptions>): PlacedVaicCall;
  /** A conversation with the Bot API that the test writes itself. */
  openBotCall(conversationId?: string): Promise<BotCall>;
  desktopOf(conversationId: string): Promise<DesktopClient>;
  panelUrlOf(conversationId: string): string;
  /** What the simulated Agent Assist knows of the call, once its conversation is completed. */
  completed(conversationId: string): Promise<ConversationRecord>;
  close(): Promise<void>;
}

const COMPLETION_DEADLINE_MS = 180_000;

export async function startVaicStage(
  settings: Record<string, string> = {},
  options: Pick<StageOptions, "onLogLine" | "start"> = {},
): Promise<VaicStage> {
  const provider = await startVaicProvider();
  const dataDirectory = await makeDataDirectory("vaic");
  const stage = await startStage({
    ...options,
    dataDirectory,
    settings: { ...provider.settings, ...settings },
  });
  const pageOf = (conversationId: string) => ({
    httpBaseUrl: stage.httpBaseUrl,
    callId: conversationId,
    launchKey: stage.secrets.launchKey,
    source: "audiocodes" as const,
  });
  return {
    stage,
    provider,
    call: (framework, sample, options) =>
      provider.call(
        { httpBaseUrl: stage.httpBaseUrl, framework, sample },
        { slowAnswerMs: PATIENT_MS, ...options },
      ),
    openBotCall: (conversationId) =>
      openBotCall({ httpBaseUrl: stage.httpBaseUrl, botToken: provider.botToken }, conversationId),
    desktopOf: (conversationId) => openDesktop(pageOf(conversationId)),
    panelUrlOf: (conversationId) => panelUrl(pageOf(conversationId)),
    async completed(conversationId) {
      const recordOf = () => stage.cloud.record.conversation(`vaic-${conversationId}`);
      await eventually(() => recordOf()?.completedAtMs !== undefined, COMPLETION_DEADLINE_MS);
      const record = recordOf();
      if (record === undefined) throw new Error("the conversation is not known any more");
      return record;
    },
    async close() {
      await stage.close();
      await provider.close();
      await rm(dataDirectory, { recursive: true, force: true });
    },
  };
}
