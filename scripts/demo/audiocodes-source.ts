/** The demo's calls from AudioCodes VoiceAI Connect: transcript and commands over the Bot API with its socket. */
import { randomUUID } from "node:crypto";
import { scoreTextCall } from "../../simulators/stage/text-score.ts";
import { startVaicProvider } from "../../simulators/stage/vaic-provider.ts";
import type { DemoSource } from "./source.ts";

export async function audiocodesSource(): Promise<DemoSource> {
  const provider = await startVaicProvider();
  return {
    settings: provider.settings,
    describePorts: ({ sidetone }) => `bot and web on port ${sidetone.httpPort}`,
    newCallId: randomUUID,
    panelSource: "audiocodes",
    callKeyOf: (callId) => `vaic-${callId}`,
    async place(stage, { sample, speed, callId }) {
      const { httpBaseUrl } = stage;
      const call = provider.call(
        { httpBaseUrl, framework: "bot-api-websocket", sample },
        { conversationId: callId, speed },
      );
      return {
        started: call.started,
        finished: call.finished.then(({ ok, problems }) => ({ ok, problems })),
        score: (events) => scoreTextCall(sample, events, call.report.sent),
      };
    },
    latencyFrom: "from an utterance's text leaving VoiceAI Connect to the screen",
    close: () => provider.close(),
  };
}
