/** Whether this process is ready, told the same everywhere: /readyz, /status, the console's list and its page Instance. */
import type { Clock } from "../base/clock.ts";
import { withDeadline } from "../base/deadline.ts";
import type { Lifecycle } from "../base/lifecycle.ts";
import type { Storage } from "../storage/port.ts";
import type { AssistEvents } from "./assist-events.ts";
import type { Part } from "./part.ts";

export interface Readiness {
  /** What is missing now. */
  missing(): Promise<string[]>;
  /** The lifecycle's state; "not ready" in the place of "ready" while something is missing. */
  state(): string;
  /** Codes of what keeps suggestions away. */
  faults(): string[];
  /** Resolves when it is known whether events can come; at the latest after a few seconds. */
  settled(): Promise<void>;
}

export interface ReadinessOptions {
  lifecycle: Pick<Lifecycle, "state">;
  storage: Pick<Storage, "ping">;
  assistEvents: Pick<AssistEvents, "health">;
  clock: Clock;
}

const CHECK_DEADLINE_MS = 2_000;
const CHECK_EVERY_MS = 2_000;
const SETTLED_DEADLINE_MS = 5_000;
const ASK_AGAIN_MS = 20;

export function startReadiness(options: ReadinessOptions): Part & { readiness: Readiness } {
  const { lifecycle, storage, assistEvents, clock } = options;
  let hasStorage = true;
  let timer: unknown;

  async function missing(): Promise<string[]> {
    hasStorage = await withDeadline(clock, CHECK_DEADLINE_MS, storage.ping(), "Asking the storage").then(
      () => true,
      // Its reason is in the log of the part it asks.
      () => false,
    );
    return missingNow();
  }

  const missingNow = () => [
    ...(hasStorage ? [] : ["storage"]),
    ...(assistEvents.health().healthy ? [] : ["pubsub"]),
  ];

  function repeat(): void {
    timer = clock.setTimeout(() => void missing().then(repeat), CHECK_EVERY_MS);
  }

  return {
    name: "readiness",
    open: repeat,
    stop: () => clock.clearTimeout(timer),
    readiness: {
      missing,
      state() {
        const state = lifecycle.state();
        return state === "ready" && missingNow().length > 0 ? "not ready" : state;
      },
      faults: () => [...new Set(assistEvents.health().faults.map(({ code }) => code))],
      async settled() {
        const untilMs = clock.now() + SETTLED_DEADLINE_MS;
        while (!assistEvents.health().isSettled && clock.now() < untilMs) {
          await new Promise<void>((resolve) => clock.setTimeout(() => resolve(), ASK_AGAIN_MS));
        }
      },
    },
  };
}
