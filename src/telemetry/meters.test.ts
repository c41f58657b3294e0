import { expect, test } from "bun:test";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { VERSION } from "../base/version.ts";
import { measureLoopLag } from "./loop-lag.ts";
import { createMeters } from "./meters.ts";

test("a source that does not answer takes only its own metric away, and is counted", async () => {
  const meters = createMeters();
  const help = "Of a test";
  meters.gaugeBy({ name: "sidetone_calls", help, label: "media", ask: () => ({ streaming: 3 }) });
  meters.gaugeBy({
    ...{ name: "sidetone_jobs", help, label: "state" },
    ask: async () => {
      throw new Error("the job queue does not answer");
    },
  });
  const text = await meters.registry.metrics();
  expect(text).toContain('sidetone_calls{media="streaming"} 3');
  expect(text).not.toContain("sidetone_jobs{");
  const again = await meters.registry.metrics();
  expect(again).toMatch(/sidetone_metrics_unanswered_total\{metric="sidetone_jobs"\} [12]\n/);
  expect(again).toContain('sidetone_metrics_unanswered_total{metric="sidetone_calls"} 0');
});

test("counted values and values read at the scrape are side by side", async () => {
  const meters = createMeters();
  const count = meters.counterBy({ name: "sidetone_refused_total", help: "Of a test", label: "kind" });
  for (const kind of ["cti.key", "cti.key", "bot.token"]) count(kind);
  let bytes = 7;
  meters.total({ name: "sidetone_audio_bytes_total", help: "Of a test", ask: () => bytes });
  await meters.registry.metrics();
  bytes = 9;
  const text = await meters.registry.metrics();
  expect(text).toContain('sidetone_refused_total{kind="cti.key"} 2');
  expect(text).toContain('sidetone_refused_total{kind="bot.token"} 1');
  expect(text).toContain("sidetone_audio_bytes_total 9");
});

test("the event loop's lag is measured only where that is wanted", async () => {
  const meters = createMeters();
  const longest = async () => {
    const text = await meters.registry.metrics();
    return Number(/nodejs_eventloop_lag_max_seconds ([\d.e-]+)\n/.exec(text)?.[1]);
  };
  const stall = async () => {
    const endsAt = performance.now() + 400;
    while (performance.now() < endsAt);
    await new Promise((resolve) => setTimeout(resolve, 0));
  };
  await stall();
  expect(await longest()).toBe(0);
  measureLoopLag(20);
  // Never, if nothing is measured: then the file's time is over.
  while ((await longest()) < 0.1) await stall();
  measureLoopLag(0);
  expect(await meters.registry.metrics()).toMatch(/nodejs_eventloop_lag_p99_seconds 0\n/);
});

test("with few calls the event loop's lag is measured once a second", async () => {
  const lag = monitorEventLoopDelay({ resolution: 1_000 });
  measureLoopLag(20);
  measureLoopLag(2);
  const [countBefore, beganAt] = [lag.count, performance.now()];
  while (lag.count < countBefore + 2) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(performance.now() - beganAt).toBeGreaterThan(1_500);
  measureLoopLag(0);
});

test("says which version runs", async () => {
  const text = await createMeters().registry.metrics();
  expect(text).toContain(`sidetone_build_info{version="${VERSION}"} 1`);
});
