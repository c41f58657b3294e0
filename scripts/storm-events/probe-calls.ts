/** How long a running call's CTI event takes to be answered. */
import { newCallId, type Stage } from "../../simulators/stage/stage.ts";
import { type Probe, startProbe } from "./probe.ts";

const ANSWER_DEADLINE_MS = 15_000;

export function probeCalls(stage: Stage): Probe {
  const callId = newCallId();
  const variables = { "Call.session_id": `session-${callId}`, "Call.call_id": callId };
  return startProbe(async () => {
    const startMs = performance.now();
    try {
      const response = await fetch(`${stage.httpBaseUrl}/cti-call-event-destination/`, {
        method: "POST",
        headers: { "content-type": "application/json", "X-F9-APIKEY": stage.secrets.apiKey },
        body: JSON.stringify({ payload: { attached_variables: variables } }),
        signal: AbortSignal.timeout(ANSWER_DEADLINE_MS),
      });
      await response.body?.cancel();
      return response.ok ? performance.now() - startMs : null;
    } catch {
      // Counted: the process was killed, or is not up again.
      return null;
    }
  });
}
