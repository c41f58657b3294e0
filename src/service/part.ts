/** The parts of the process: they begin in order, open their doors when all are wired, and end in another order. */
import type { Lifecycle } from "../base/lifecycle.ts";
import type { PartRoutes } from "../http/server/part-routes.ts";
import type { Meters } from "../telemetry/meters.ts";

/**
 * Who ends when: first the parts that bring something new, then those that receive it, then those that keep it. Not the
 * order of the start backwards: Pub/Sub begins before desktops can come, and ends while they still hear its last events.
 */
export const STOP_ORDER = [
  "drained-carriers",
  "help-watch",
  "readiness",
  "pubsub",
  "taken-up-carriers",
  "operator-feed",
  "instances",
  "desktops",
  "agent-applications",
  "http",
  "jobs",
  "texts",
  "delivery",
  "webhook",
  "counters",
  "memory",
  "calls",
  "tracks",
  // After the calls: what they are left as is the end of their spans.
  "traces",
  "dialogflow",
  "sweep",
  "doors",
  "fleet",
  "storage",
] as const;

export type StoppedPart = (typeof STOP_ORDER)[number];

interface Wiring {
  /** Called once every part has begun, in the order of their beginnings: from then on something may arrive. */
  open?(): Promise<void> | void;
  /** Called at the first signal, at once with all others; `deadlineMs` is all the time there is. */
  drain?(deadlineMs: number): Promise<void>;
  routes?: PartRoutes;
  /** Registers what is asked of the part at each scrape. */
  meters?(meters: Meters): void;
}

/** A part has begun when it is made. What ends has its place in STOP_ORDER. */
export type Part = Wiring &
  (
    | { readonly name: StoppedPart; stop(): Promise<void> | void }
    | { readonly name: string; readonly stop?: undefined }
  );

export interface Assembly {
  /** Takes a part that has begun: from now on it is drained and ended with the process. Returns it. */
  begin<P extends Part>(part: P): P;
  routes(): readonly PartRoutes[];
  /** Opens every part's door, one after the other. */
  open(): Promise<void>;
}

/** All parts that have begun are stopped in STOP_ORDER at the end of the process, after a failed start too. */
export function createAssembly(options: { lifecycle: Lifecycle; meters: Meters }): Assembly {
  const { lifecycle, meters } = options;
  const parts: Part[] = [];
  // The lifecycle stops what was registered last first.
  for (const name of STOP_ORDER.toReversed()) {
    lifecycle.onStop(name, async () => {
      for (const part of parts) if (part.name === name) await part.stop?.();
    });
  }
  return {
    begin(part) {
      parts.push(part);
      if (part.drain)
        lifecycle.onDrain(part.name, (deadlineMs) => part.drain?.(deadlineMs) ?? Promise.resolve());
      part.meters?.(meters);
      return part;
    },
    routes: () => parts.flatMap(({ routes }) => (routes === undefined ? [] : [routes])),
    async open() {
      for (const part of parts) await part.open?.();
    },
  };
}
