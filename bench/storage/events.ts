/** Events pushed as Pub/Sub pushes them, and what they cost the process that brings them to one desktop. */
import type { Pusher } from "../../simulators/pubsub-push/pusher.ts";
import { type DesktopClient, openDesktop } from "../../simulators/stage/desktop-client.ts";
import { newCallId } from "../../simulators/stage/stage.ts";
import { systemClock } from "../../src/base/clock.ts";
import { withDeadline } from "../../src/base/deadline.ts";
import type { Running } from "./versions.ts";

/** About the size of a suggestion with an article's title and snippet. */
const REPLY = "You can return it within thirty days. ".repeat(12);
const ARRIVAL_DEADLINE_MS = 30_000;

export interface EventStream {
  /** One after the other; resolves once the desktop has them all. CPU of the process for each, in microseconds. */
  cpuMicrosPerEvent(count: number): Promise<number>;
  /** At an even pace for so long; gives the time from each push to its answer, which comes once the event is kept. */
  answerTimesMs(perSecond: number, forMs: number): Promise<number[]>;
  /** One after the other: from each push to its arrival at the desktop. */
  screenTimesMs(count: number): Promise<number[]>;
  close(): void;
}

export async function openEventStream(
  running: Pick<Running, "candidate" | "httpBaseUrl" | "launchKey"> & {
    /** Where the desktop is, if at another process. */
    desktopAt?: string;
  },
  pusher: Pusher,
): Promise<EventStream> {
  const { candidate, httpBaseUrl, launchKey, desktopAt = httpBaseUrl } = running;
  const callId = newCallId();
  const desktop = await openDesktop({ httpBaseUrl: desktopAt, launchKey, callId });
  let pushed = 0;
  let onShown = (): void => {};
  desktop.onEvent(() => onShown());

  async function pushOne(): Promise<void> {
    pushed += 1;
    const event = { messageId: `${callId}-${pushed}`, data: payloadOf(callId, pushed) };
    const { status } = await pusher.push(`${httpBaseUrl}/human-agent-assistant-event`, event);
    if (status !== 204) throw new Error(`a push was answered ${status}`);
  }

  return {
    async cpuMicrosPerEvent(count) {
      const before = await candidate.usage();
      for (let n = 0; n < count; n += 1) await pushOne();
      await allArrived(desktop, pushed);
      const after = await candidate.usage();
      return (after.cpuMicros - before.cpuMicros) / count;
    },
    async answerTimesMs(perSecond, forMs) {
      const startedAt = performance.now();
      const timesMs = await Promise.all(
        Array.from({ length: Math.floor((perSecond * forMs) / 1_000) }, async (_, n) => {
          await Bun.sleep(Math.max(0, startedAt + (n * 1_000) / perSecond - performance.now()));
          const pushedAt = performance.now();
          await pushOne();
          return performance.now() - pushedAt;
        }),
      );
      await allArrived(desktop, pushed);
      return timesMs;
    },
    async screenTimesMs(count) {
      const timesMs: number[] = [];
      for (let n = 0; n < count; n += 1) {
        const { promise: shownAt, resolve } = Promise.withResolvers<number>();
        onShown = () => resolve(performance.now());
        const pushedAt = performance.now();
        await pushOne();
        const arrived = withDeadline(systemClock, ARRIVAL_DEADLINE_MS, shownAt, "The way to the desktop");
        timesMs.push((await arrived) - pushedAt);
      }
      return timesMs;
    },
    close: () => desktop.close(),
  };
}

/** A figure of events that did not arrive would be worth nothing. */
async function allArrived(desktop: DesktopClient, count: number): Promise<void> {
  const endsAt = performance.now() + ARRIVAL_DEADLINE_MS;
  while (desktop.events.length < count) {
    if (performance.now() > endsAt) throw new Error(`${desktop.events.length} of ${count} events arrived`);
    await Bun.sleep(5);
  }
}

/** Its data, as a notification of Dialogflow. */
export function payloadOf(callId: string, n: number): string {
  const smartReplyAnswers = [{ reply: `${REPLY}${n}`, confidence: 0.9 }];
  return JSON.stringify({
    conversation: `projects/bench/locations/global/conversations/five9-${callId}`,
    suggestionResults: [{ suggestSmartRepliesResponse: { smartReplyAnswers } }],
  });
}
