import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "./eventually.ts";
import { makeOnce } from "./made-once.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sidetone-once-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("of several that need it at once one makes it, and the others go on when it is whole", async () => {
  const made: number[] = [];
  const opened = Promise.withResolvers<void>();
  const users = [1, 2, 3].map((user) =>
    makeOnce(folder, async () => {
      made.push(user);
      await opened.promise;
      await Bun.write(join(folder, "thing"), "whole");
    }).then(() => Bun.file(join(folder, "thing")).text()),
  );
  await eventually(() => made.length === 1);
  opened.resolve();
  expect(await Promise.all(users)).toEqual(["whole", "whole", "whole"]);
  expect(made).toHaveLength(1);
  await makeOnce(folder, async () => void made.push(4));
  expect(made).toHaveLength(1);
  expect(readdirSync(folder).sort()).toEqual(["complete", "thing"]);
});

test("where making it fails, the next one tries", async () => {
  const begun = Promise.withResolvers<void>();
  const failing = makeOnce(folder, async () => {
    begun.resolve();
    throw new Error("no network");
  }).catch((error: Error) => error.message);
  await begun.promise;
  const made: number[] = [];
  await makeOnce(folder, async () => void made.push(1));
  expect(made).toEqual([1]);
  expect(await failing).toBe("no network");
});

test("a process that was killed over it is not waited for", async () => {
  const script = `
    import { makeOnce } from ${JSON.stringify(join(import.meta.dir, "made-once.ts"))};
    await makeOnce(${JSON.stringify(folder)}, async () => {
      console.log("at work");
      await new Promise((resolve) => setTimeout(resolve, 600_000));
    });
  `;
  const killed = Bun.spawn([process.execPath, "--no-env-file", "-e", script], {
    stdin: "ignore",
    stdout: "pipe",
    stderr: "inherit",
  });
  const { value } = await killed.stdout.getReader().read();
  expect(new TextDecoder().decode(value)).toContain("at work");
  killed.kill("SIGKILL");
  await killed.exited;
  const made: number[] = [];
  await makeOnce(folder, async () => void made.push(1));
  expect(made).toEqual([1]);
}, 600_000);
