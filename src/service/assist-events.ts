/** Where assist events come from: every provider that brings some, behind one face for health, metrics and operators. */
import type { AssistEventIntake } from "../assist/event.ts";
import type {
  AssistEventHealth,
  AssistEventSource,
  AssistProvider,
  RejectedEvent,
} from "../assist/provider.ts";
import type { PartRoutes } from "../http/server/part-routes.ts";
import type { Meters } from "../telemetry/meters.ts";
import type { Part } from "./part.ts";

export type AssistEvents = Part & {
  /** The paths that events are pushed to. */
  routes: PartRoutes;
  /** Largest body that these paths take; 0 without them. */
  maxBodyBytes: number;
  health(): AssistEventHealth;
  /** Newest last; without content. */
  rejected(): readonly RejectedEvent[];
  /** Age of the last event by subscription or push path. */
  eventAgesMs(): Record<string, number>;
};

export async function startAssistEvents(options: {
  providers: readonly AssistProvider[];
  intake: AssistEventIntake;
}): Promise<AssistEvents> {
  const { providers, intake } = options;
  const begun = await Promise.all(providers.map((provider) => provider.bringEvents?.(intake)));
  const sources = begun.filter((source): source is AssistEventSource => source !== undefined);
  const eventAgesMs = () => Object.assign({}, ...sources.map((source) => source.eventAgesMs()));
  return {
    name: "pubsub",
    routes: { groups: sources.flatMap(({ pushed }) => (pushed === undefined ? [] : [pushed.routes])) },
    maxBodyBytes: Math.max(0, ...sources.map(({ pushed }) => pushed?.maxBodyBytes ?? 0)),
    meters: (meters) => meterEventAges(meters, { eventAgesMs }),
    health() {
      const all = sources.map((source) => source.health());
      return {
        healthy: all.every(({ healthy }) => healthy),
        isSettled: all.every(({ isSettled }) => isSettled),
        faults: all.flatMap(({ faults }) => faults),
        rejectedTotal: all.reduce((total, { rejectedTotal }) => total + rejectedTotal, 0),
        pull: all.flatMap(({ pull }) => pull),
        push: all.flatMap(({ push }) => push),
      };
    },
    rejected: () => sources.flatMap((source) => source.rejected()).toSorted((a, b) => a.atMs - b.atMs),
    eventAgesMs,
    async stop() {
      await Promise.all(sources.map((source) => source.close()));
    },
  };
}

export function meterEventAges(meters: Meters, source: Pick<AssistEvents, "eventAgesMs">): void {
  meters.gaugeBy({
    name: "sidetone_pubsub_event_age_seconds",
    help: "Age of the last event of a subscription",
    label: "subscription",
    ask: () =>
      Object.fromEntries(Object.entries(source.eventAgesMs()).map(([from, ageMs]) => [from, ageMs / 1000])),
  });
}
