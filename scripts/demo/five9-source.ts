/** The demo's calls from Five9: audio over gRPC, and its webhooks. */
import { scoreCall } from "../../simulators/stage/call-score.ts";
import { newCallId } from "../../simulators/stage/stage.ts";
import type { DemoSource } from "./source.ts";

export function five9Source(): DemoSource {
  return {
    settings: {},
    describePorts: ({ sidetone }) => `audio on port ${sidetone.grpcPort}, web on port ${sidetone.httpPort}`,
    newCallId,
    panelSource: "five9",
    callKeyOf: (callId) => `five9-${callId}`,
    async place(stage, { sample, speed, callId }) {
      const call = await stage.call(sample, { callId, speed, isAtOnce: true });
      return {
        started: call.started,
        finished: call.finished.then(({ ok, legs, webhooks }) => ({
          ok,
          problems: [
            ...legs.flatMap(({ speaker, problem }) => (problem ? [`${speaker}: ${problem}`] : [])),
            ...webhooks
              .filter(({ status }) => status !== 200)
              .map(({ name, status }) => `${name}: status ${status}`),
          ],
        })),
        score: (events) => scoreCall(sample, events, call.sent),
      };
    },
    latencyFrom: "from a word's last sound to the screen",
    close: async () => {},
  };
}
