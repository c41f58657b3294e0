/** How long a suggestion for a running call takes from Pub/Sub's push to its agent's desktop. */
import type { Pusher } from "../../simulators/pubsub-push/pusher.ts";
import { type DesktopClient, openDesktop } from "../../simulators/stage/desktop-client.ts";
import type { Stage } from "../../simulators/stage/stage.ts";
import { conversationNameOf, parseProfileName } from "../../src/transports/dialogflow/resource-names.ts";
import { five9CallKey } from "../../src/transports/five9/call-key.ts";
import { type Probe, startProbe } from "./probe.ts";

const ARRIVAL_DEADLINE_MS = 15_000;

/** The call has to be announced. After a restart of Sidetone its desktop is opened again. */
export function probeAssist(stage: Stage, pusher: Pusher, callId: string): Probe {
  const conversation = conversationNameOf(
    parseProfileName(stage.cloud.conversationProfileName),
    five9CallKey(callId),
  );
  let desktop: { client: DesktopClient; pid: number } | undefined;
  let sent = 0;

  async function desktopNow(): Promise<DesktopClient> {
    const { pid } = stage.sidetone;
    if (desktop?.pid === pid) return desktop.client;
    desktop?.client.close();
    const { httpBaseUrl, secrets } = stage;
    desktop = { client: await openDesktop({ httpBaseUrl, callId, launchKey: secrets.launchKey }), pid };
    return desktop.client;
  }

  async function once(): Promise<number | null> {
    sent += 1;
    const messageId = `probe-${sent}`;
    try {
      const client = await desktopNow();
      const arrived = Promise.withResolvers<void>();
      client.onEvent((event) => {
        if (event.messageId === messageId) arrived.resolve();
      });
      const startMs = performance.now();
      const answers = { suggestSmartRepliesResponse: { smartReplyAnswers: [{ reply: messageId }] } };
      const data = JSON.stringify({ conversation, suggestionResults: [answers] });
      const path = `${stage.httpBaseUrl}/human-agent-assistant-event`;
      const { status } = await pusher.push(path, { messageId, data });
      if (status !== 204) return null;
      const late = Bun.sleep(ARRIVAL_DEADLINE_MS).then(() => Promise.reject(new Error("it did not arrive")));
      await Promise.race([arrived.promise, late]);
      return performance.now() - startMs;
    } catch {
      // Counted: the process was killed, or is not up again.
      desktop?.client.close();
      desktop = undefined;
      return null;
    }
  }

  const probe = startProbe(once);
  return {
    enter: probe.enter,
    async stop() {
      const figures = await probe.stop();
      desktop?.client.close();
      return figures;
    },
  };
}
