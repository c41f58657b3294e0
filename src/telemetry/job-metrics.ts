/** Metrics of background jobs: the outcome of each, and its duration since it was taken. */
import { Counter, Histogram, type Registry } from "@prometheus-io/client";

export interface JobMetrics {
  /** `outcome`: done, retried or givenUp. `tookMs` counts for the first only. */
  observe(job: { kind: string; outcome: string; tookMs: number }): void;
}

export function createJobMetrics(registry: Registry): JobMetrics {
  const registers = [registry];
  const settled = new Counter({
    name: "sidetone_jobs_settled_total",
    help: "Tries at background jobs, by kind and outcome",
    labelNames: ["kind", "outcome"],
    registers,
  });
  const took = new Histogram({
    name: "sidetone_job_duration_seconds",
    help: "From when a background job was taken until it was done, by kind",
    labelNames: ["kind"],
    buckets: [0.01, 0.05, 0.25, 1, 5, 30, 120, 600],
    registers,
  });
  return {
    observe({ kind, outcome, tookMs }) {
      settled.inc({ kind, outcome });
      if (outcome === "done") took.observe({ kind }, tookMs / 1_000);
    },
  };
}
