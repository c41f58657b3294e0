import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readPastTimes } from "./past-times.ts";

let root = "";
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "sidetone past times "));
});
afterEach(() => rm(root, { recursive: true, force: true }));

test("what was noted is there in the next run, beside what earlier runs noted", async () => {
  const first = await readPastTimes(root);
  first.note("src/a.test.ts", [1_234.5, 99.2]);
  first.note("src/b.test.ts", [7, 5]);
  await first.keep();
  const second = await readPastTimes(root);
  second.note("src/b.test.ts", [8, 6]);
  await second.keep();
  const third = await readPastTimes(root);
  expect(third.of("src/a.test.ts")).toEqual([1_235, 99]);
  expect(third.of("src/b.test.ts")).toEqual([8, 6]);
});

test("the committed table serves until the machine has figures of its own, and leaves out what is quick", async () => {
  const times = await readPastTimes(root);
  times.note("test/long.test.ts", [30_000, 9_000]);
  times.note("src/quick.test.ts", [20, 20]);
  await times.publish();
  const elsewhere = await readPastTimes(root);
  expect(elsewhere.of("test/long.test.ts")).toEqual([30_000, 9_000]);
  expect(await Bun.file(join(root, "scripts/testing/first-times.json")).json()).toEqual({
    "test/long.test.ts": [30_000, 9_000],
  });
  elsewhere.note("test/long.test.ts", [10_000, 9_000]);
  await elsewhere.keep();
  expect((await readPastTimes(root)).of("test/long.test.ts")).toEqual([10_000, 9_000]);
});

test("what took less counts at once, what took more on a busy machine by a quarter at most", async () => {
  const first = await readPastTimes(root);
  first.note("src/a.test.ts", [1_000, 400]);
  await first.keep();
  const busy = await readPastTimes(root);
  busy.note("src/a.test.ts", [6_000, 410]);
  await busy.keep();
  const after = await readPastTimes(root);
  expect(after.of("src/a.test.ts")).toEqual([1_250, 410]);
  after.note("src/a.test.ts", [900, 300]);
  await after.keep();
  expect((await readPastTimes(root)).of("src/a.test.ts")).toEqual([900, 300]);
});

test("a published table says what the run took, however long: it is made on a quiet machine", async () => {
  const times = await readPastTimes(root);
  times.note("test/a.test.ts", [30_000, 9_000]);
  await times.publish();
  const later = await readPastTimes(root);
  later.note("test/a.test.ts", [90_000.4, 80_000]);
  await later.publish();
  expect((await readPastTimes(root)).of("test/a.test.ts")).toEqual([90_000, 80_000]);
});

test("what a published run did not pass keeps its row, unless it is gone or has become quick", async () => {
  const times = await readPastTimes(root);
  for (const name of ["test/failed.test.ts", "test/gone.test.ts", "test/quicker.test.ts", "lint"])
    times.note(name, [30_000, 9_000]);
  await times.publish();
  for (const name of ["failed", "quicker"]) await Bun.write(join(root, `test/${name}.test.ts`), "");
  const later = await readPastTimes(root);
  later.note("test/quicker.test.ts", [900, 800]);
  await later.publish();
  const table: unknown = await Bun.file(join(root, "scripts/testing/first-times.json")).json();
  expect(table).toEqual({ lint: [30_000, 9_000], "test/failed.test.ts": [30_000, 9_000] });
});

test("a damaged table counts as empty, and an unknown story as longer than an unknown unit", async () => {
  await Bun.write(join(root, "node_modules/.cache/sidetone/test-times.json"), '{"a": [1], "b": "x"');
  const times = await readPastTimes(root);
  expect(times.of("test/new.test.ts")[0]).toBeGreaterThan(times.of("src/new.test.ts")[0]);
});
