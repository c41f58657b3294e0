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
  /** The lifecycle's state; "not ready" in the place of "ready" while something is missing. Looks again for the next time. */
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
/** So old is what a page is told at most, once it asks again and again. */
const STALE_MS = 2_000;
const SETTLED_DEADLINE_MS = 5_000;
const ASK_AGAIN_MS = 20;

export function startReadiness(options: ReadinessOptions): Part & { readiness: Readiness } {
  const { lifecycle, storage, assistEvents, clock } = options;
  let hasStorage = true;
  let lookedAtMs = Number.NEGATIVE_INFINITY;

  async function missing(): Promise<string[]> {
    lookedAtMs = clock.now();
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

  return {
    name: "readiness",
    readiness: {
      missing,
      state() {
        const state = lifecycle.state();
        if (state !== "ready") return state;
        if (clock.now() - lookedAtMs > STALE_MS) void missing();
        return missingNow().length > 0 ? "not ready" : state;
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
