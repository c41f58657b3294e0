/** Delivery as a part: each Agent Assist event is logged once, passed to the webhook, and sent to every desktop. */
import { Histogram } from "@prometheus-io/client";
import type { AssistProvider } from "../assist/provider.ts";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/log.ts";
import type { CallDirectory } from "../calls/port.ts";
import { createDelivery, type Delivery } from "../delivery/delivery.ts";
import type { Bus } from "../fleet/bus.ts";
import type { WebhookJobs } from "../jobs/webhook-jobs.ts";
import type { Settings } from "../settings/table.ts";
import type { DeliveryLog } from "../storage/port.ts";
import type { Meters } from "../telemetry/meters.ts";
import { doorbellOver } from "./doorbell.ts";
import type { Part } from "./part.ts";
import { webhookTeller } from "./suggestion-webhook.ts";

export interface DeliveryPartOptions {
  settings: Pick<Settings, "FEATURES">;
  log: DeliveryLog;
  /** Null where no other instance has this log. */
  bus: Bus | null;
  calls: CallDirectory;
  /** Null if no webhook is configured. */
  webhook: WebhookJobs | null;
  /** Those that hear what was said. */
  providers: readonly Pick<AssistProvider, "hear">[];
  meters: Meters;
  clock: Clock;
  logger: Logger;
}

export function startDelivery(options: DeliveryPartOptions): Part & { delivery: Delivery } {
  const { settings, webhook, providers, meters, bus, ...rest } = options;
  const observeLatency = observeDeliveryLatency(meters);
  const delivery = createDelivery({
    ...rest,
    features: settings.FEATURES,
    ...(bus === null ? {} : { doorbell: doorbellOver(bus, rest.clock) }),
    ...(webhook === null ? {} : { onLogged: webhookTeller(webhook) }),
    onTaken: async (event) => {
      await Promise.all(providers.map((provider) => provider.hear?.(event)));
    },
    onDelivered({ replayed, publishTime, emittedAtMs }) {
      if (!replayed) observeLatency(emittedAtMs - Date.parse(publishTime));
    },
  });
  return {
    name: "delivery",
    delivery,
    meters: () => meterDelivery(meters, delivery),
    stop: () => delivery.close(),
  };
}

/** Takes milliseconds from Pub/Sub's publish time to the emit towards a desktop. */
export function observeDeliveryLatency(meters: Meters): (latencyMs: number) => void {
  const latency = new Histogram({
    name: "sidetone_delivery_latency_seconds",
    help: "Pub/Sub publish time to emit towards a desktop",
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [meters.registry],
  });
  return (latencyMs) => latency.observe(latencyMs / 1000);
}

export function meterDelivery(meters: Meters, delivery: Pick<Delivery, "stats">): void {
  meters.gaugeBy({
    name: "sidetone_delivery",
    help: "Agent Assist events and desktops, by outcome",
    label: "outcome",
    ask: () => ({ ...delivery.stats() }),
  });
}
