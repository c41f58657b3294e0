/** Whether this process is ready, told the same everywhere: /readyz, /status, gRPC health, the console's list and its page Instance. */
import type { AssistConversations } from "../assist/provider.ts";
import type { Clock } from "../base/clock.ts";
import { withDeadline } from "../base/deadline.ts";
import { joinedTimers } from "../base/joined-timers.ts";
import type { Lifecycle } from "../base/lifecycle.ts";
import { createSignal } from "../base/signal.ts";
import type { Storage } from "../storage/port.ts";
import type { AssistEvents } from "./assist-events.ts";
import type { Part } from "./part.ts";

export interface Readiness {
  /** What is missing now: storage, pubsub, dialogflow. */
  missing(): Promise<string[]>;
  /** The lifecycle's state; "not ready" in the place of "ready" while something is missing. */
  state(): string;
  /** Tells whether the process is ready at each change; it is not before the first time. */
  onChange(listener: (isReady: boolean) => void): void;
  /** Codes of what keeps suggestions away. */
  faults(): string[];
  /** Resolves when it is known whether events can come; at the latest after a few seconds. */
  settled(): Promise<void>;
}

export interface ReadinessOptions {
  lifecycle: Pick<Lifecycle, "state">;
  storage: Pick<Storage, "ping">;
  conversations: Pick<AssistConversations, "isRefused">;
  assistEvents: Pick<AssistEvents, "health">;
  clock: Clock;
}

const CHECK_DEADLINE_MS = 2_000;
/** So old is what anybody is told at most. */
const LOOK_EVERY_MS = 2_000;
const SETTLED_DEADLINE_MS = 5_000;
const ASK_AGAIN_MS = 20;

export function startReadiness(options: ReadinessOptions): Part & { readiness: Readiness } {
  const { lifecycle, storage, conversations, assistEvents, clock } = options;
  const timers = joinedTimers(clock);
  const changed = createSignal<boolean>();
  let hasStorage = true;
  let wasReady = false;
  let isStopped = false;
  let timer: unknown;

  const missingNow = () => [
    ...(hasStorage ? [] : ["storage"]),
    ...(assistEvents.health().healthy ? [] : ["pubsub"]),
    ...(conversations.isRefused() ? ["dialogflow"] : []),
  ];

  function state(): string {
    const now = lifecycle.state();
    return now === "ready" && missingNow().length > 0 ? "not ready" : now;
  }

  async function missing(): Promise<string[]> {
    hasStorage = await withDeadline(clock, CHECK_DEADLINE_MS, storage.ping(), "Asking the storage").then(
      () => true,
      // Its reason is in the log of the part it asks.
      () => false,
    );
    const isReady = state() === "ready";
    if (isReady !== wasReady) changed.tell(isReady);
    wasReady = isReady;
    return missingNow();
  }

  async function repeat(): Promise<void> {
    await missing();
    if (!isStopped) timer = timers.setTimeout(() => void repeat(), LOOK_EVERY_MS);
  }

  return {
    name: "readiness",
    readiness: {
      missing,
      state,
      onChange: changed.on,
      faults: () => [...new Set(assistEvents.health().faults.map(({ code }) => code))],
      async settled() {
        const untilMs = clock.now() + SETTLED_DEADLINE_MS;
        while (!assistEvents.health().isSettled && clock.now() < untilMs) {
          await new Promise<void>((resolve) => clock.setTimeout(() => resolve(), ASK_AGAIN_MS));
        }
      },
    },
    open: () => void repeat(),
    stop() {
      isStopped = true;
      timers.clearTimeout(timer);
    },
  };
}
