import { expect, test } from "bun:test";
import { readFile } from "node:fs/promises";
import { SimulatedClock } from "xstate";
import { createLifecycle } from "../base/lifecycle.ts";
import { createLogger } from "../base/log.ts";
import { createMeters } from "../telemetry/meters.ts";
import { createAssembly, type Part, STOP_ORDER, type StoppedPart } from "./part.ts";

function assemble() {
  const heard: string[] = [];
  const lifecycle = createLifecycle({
    clock: new SimulatedClock(),
    logger: createLogger("silent"),
    drainDeadlineMs: 1_000,
    stopDeadlineMs: 1_000,
    exit: (code) => void heard.push(`exit ${code}`),
  });
  const assembly = createAssembly({ lifecycle, meters: createMeters() });
  const part = (name: StoppedPart, more: Pick<Part, "open" | "drain"> = {}) => ({
    name,
    open: () => void heard.push(`open ${name}`),
    ...more,
    stop: () => void heard.push(`stop ${name}`),
  });
  return { heard, lifecycle, part, ...assembly };
}

test("parts open in the order in which they began and end in the order of the list", async () => {
  const { heard, lifecycle, part, begin, open } = assemble();
  for (const name of ["storage", "calls", "pubsub", "desktops", "http"] as const) begin(part(name));
  begin(part("drained-carriers", { drain: async (deadlineMs) => void heard.push(`drain ${deadlineMs}`) }));
  await open();
  await lifecycle.shutdown("the test is over");
  expect(heard).toEqual([
    ...["open storage", "open calls", "open pubsub", "open desktops", "open http", "open drained-carriers"],
    "drain 1000",
    ...["stop drained-carriers", "stop pubsub", "stop desktops", "stop http", "stop calls", "stop storage"],
    "exit 0",
  ]);
});

test("a part that cannot open leaves the rest closed, and all that began is ended", async () => {
  const { heard, lifecycle, part, begin, open } = assemble();
  const broken = () => {
    throw new Error("no such address");
  };
  begin(part("storage"));
  begin(part("http", { open: broken }));
  begin(part("drained-carriers"));
  await expect(open()).rejects.toThrow("no such address");
  await lifecycle.shutdown("could not start");
  expect(heard).toEqual(["open storage", "stop drained-carriers", "stop http", "stop storage", "exit 0"]);
});

test("docs/reference/lifecycle.md tells the same order of ending", async () => {
  const page = await readFile(new URL("../../docs/reference/lifecycle.md", import.meta.url), "utf8");
  const [, list = ""] = /each with a deadline of 10 s:\s*([^.]*)\./.exec(page) ?? [];
  const told = list.replace(/\([^)]*\)/g, "").split(",");
  const names: Record<string, string> = { "pub/sub": "pubsub" };
  const parts = told.map((name) => name.trim().replaceAll(/\s+/g, " ").toLowerCase());
  expect(parts.map((name) => names[name] ?? name.replaceAll(" ", "-"))).toEqual([...STOP_ORDER]);
});
