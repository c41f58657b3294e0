/** Where Prometheus metrics are registered: values are asked for at the scrape, so the audio path never touches a metric. */
import { Counter, collectDefaultMetrics, Gauge, Registry } from "@prometheus-io/client";
import { VERSION } from "../base/version.ts";
import { LAG_RESOLUTION_MS, measureLoopLag } from "./loop-lag.ts";

interface Described {
  name: string;
  help: string;
}

export interface Meters {
  readonly registry: Registry;
  /** Counts one. */
  counter(described: Described): () => void;
  /** Counts one under a value of the label. */
  counterBy(described: Described & { label: string }): (value: string) => void;
  /** A total that its owner keeps. */
  total(described: Described & { ask(): number }): void;
  gauge(described: Described & { ask(): number }): void;
  /** Label value to number. A source that rejects takes only its own metric away, and is counted. */
  gaugeBy(
    described: Described & {
      label: string;
      ask(): Record<string, number> | Promise<Record<string, number>>;
    },
  ): void;
}

export function createMeters(): Meters {
  const registry = new Registry();
  // By default utilization is looked at ten times a second and lag a hundred times, which wakes an idle process each time.
  // Who works switches the lag on.
  collectDefaultMetrics({
    register: registry,
    eventLoopUtilizationTimeout: 15_000,
    eventLoopMonitoringPrecision: LAG_RESOLUTION_MS,
  });
  measureLoopLag(0);
  const registers = [registry];
  new Gauge({
    name: "sidetone_build_info",
    help: "1 for the version that runs",
    labelNames: ["version"],
    registers,
  })
    .labels(VERSION)
    .set(1);
  const unanswered = new Counter({
    name: "sidetone_metrics_unanswered_total",
    help: "Values that could not be read at a scrape",
    labelNames: ["metric"],
    registers,
  });
  return {
    registry,
    counter({ name, help }) {
      const counter = new Counter({ name, help, registers });
      return () => counter.inc();
    },
    counterBy({ name, help, label }) {
      const counter = new Counter({ name, help, labelNames: [label], registers });
      // Looking a label up costs more than counting, and each webhook counts several times.
      const byValue = new Map<string, { inc(): void }>();
      return (value) => {
        let child = byValue.get(value);
        if (child === undefined) {
          child = counter.labels(value);
          byValue.set(value, child);
        }
        child.inc();
      };
    },
    total({ name, help, ask }) {
      new Counter({
        name,
        help,
        registers,
        collect() {
          this.reset();
          this.inc(ask());
        },
      });
    },
    gauge({ name, help, ask }) {
      new Gauge({
        name,
        help,
        registers,
        collect() {
          this.set(ask());
        },
      });
    },
    gaugeBy({ name, help, label, ask }) {
      // There from the start, or the first time would be no increase.
      unanswered.inc({ metric: name }, 0);
      new Gauge({
        name,
        help,
        labelNames: [label],
        registers,
        async collect() {
          this.reset();
          try {
            for (const [value, amount] of Object.entries(await ask())) this.set({ [label]: value }, amount);
          } catch {
            // Storage that is away must not take all the other metrics along.
            unanswered.inc({ metric: name });
          }
        },
      });
    },
  };
}

/** How often each name occurs. */
export function countNames(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
