import { describe, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { checkFiles, describeViolation } from "./check.ts";

const DEPENDENCIES = new Set(["xstate", "@grpc/grpc-js", "lit"]);

const check = (path: string, text: string) =>
  checkFiles([{ path, text }], DEPENDENCIES).map(describeViolation);
const accepted = (path: string, text: string) => expect(check(path, text)).toEqual([]);
const refused = (path: string, text: string, rule: string, line = 1) => {
  const found = check(path, text);
  expect(found).toHaveLength(1);
  expect(found[0]).toStartWith(`${path}:${line} ${rule}`);
};

describe("charts and calls", () => {
  const rule = "charts import neither what runs them nor anything with input or output";

  test.each(["transports/five9/server.ts", "http/app.ts", "jobs/queue.ts", "storage/embedded/log.ts"])(
    "an actor may not import src/%s, not even its types",
    (target) => {
      refused("src/actors/call/machine.ts", `import { x } from "../../${target}";`, rule);
      refused("src/actors/call/machine.ts", `import type { X } from "../../${target}";`, rule);
    },
  );

  test("the storage port may be named by what runs the charts, as a type only", () => {
    const rule = "what runs the charts imports no transport, server or store";
    accepted("src/calls/directory.ts", 'import type { Store } from "../storage/port.ts";');
    refused("src/calls/directory.ts", 'import { store } from "../storage/port.ts";', rule);
  });

  test("an actor may import its neighbours and a test of an actor anything", () => {
    accepted(
      "src/actors/call/machine.ts",
      'import { setup } from "xstate";\nimport { a } from "./actions.ts";',
    );
    accepted("src/actors/call/machine.test.ts", 'import { x } from "../../transports/five9/server.ts";');
  });
});

describe("a call's actor and its snapshot", () => {
  const rule = "a call's actor and its snapshot stay where calls run";

  test.each(["call.actor().send(event);", "call.getSnapshot();", "root.getPersistedSnapshot();"])(
    "are not for others: %s",
    (text) => {
      refused("src/service/drain.ts", text, rule);
      accepted("src/calls/live-call.ts", text);
    },
  );

  test("a line of a history has an actor's name", () => {
    accepted("src/telemetry/traces/fold.ts", 'line.actor.startsWith("participant:");');
  });
});

describe("transports", () => {
  test("a transport may import the contracts of the actors and nothing else of them", () => {
    accepted("src/transports/five9/leg.ts", 'import type { CallEvent } from "../../actors/call/events.ts";');
    refused(
      "src/transports/five9/leg.ts",
      'import type { CallContext } from "../../actors/call/machine.ts";',
      "a transport or carrier talks to calls only through their contracts",
    );
  });
});

describe("production code", () => {
  test.each(["simulators/five9/caller.ts", "test/support/x.ts", "scripts/demo.ts", "bench/run.ts"])(
    "may not import %s",
    (target) => {
      refused(
        "src/http/app.ts",
        `\nconst x = await import("../../${target}");`,
        "production code never imports a simulator, a test, a script or a benchmark",
        2,
      );
    },
  );

  test("may import what a production install brings, of the rest only types", () => {
    accepted(
      "src/http/a.ts",
      'import { x } from "@grpc/grpc-js/build/src/x.js";\nimport "node:fs/promises";',
    );
    accepted("src/http/a.ts", 'import type { X } from "socket.io-client";');
    refused(
      "src/http/a.ts",
      'import { x } from "socket.io-client/dist/x.js";',
      "production code imports only packages listed under dependencies",
    );
  });

  test("simulators may import production code", () => {
    accepted("simulators/five9/caller.ts", 'import { x } from "../../src/audio/wav.ts";');
  });
});

describe("audio and browser code", () => {
  test("audio does neither input nor output", () => {
    const rule = "audio is arithmetic without input or output";
    refused("src/audio/track.ts", 'import { connect } from "node:net";', rule);
    refused("src/audio/track.ts", 'import { credentials } from "@grpc/grpc-js";', rule);
    refused("src/audio/track.ts", 'import { x } from "../storage/port.ts";', rule);
    accepted("src/audio/track.ts", 'import { SidetoneError } from "../base/errors.ts";');
  });

  test("the browser gets nothing of the server but shared types", () => {
    const rule = "browser code imports nothing of the server";
    refused("src/web/panel/app.ts", 'import { x } from "../../config.ts";', rule);
    refused("src/web/panel/app.ts", 'import { readFile } from "node:fs/promises";', rule);
    refused("src/web/panel/app.ts", 'import { x } from "../../delivery/delivery.ts";', rule);
    accepted("src/web/panel/app.ts", 'import type { X } from "../../contract/feed.ts";');
    accepted("src/web/panel/app.ts", 'import { x } from "../../assist/event-texts.ts";');
    accepted("src/web/panel/app.ts", 'import { html } from "lit";\nimport { x } from "./store.ts";');
  });
});

describe("which text may be where", () => {
  test("the environment is read by the settings alone", () => {
    refused(
      "src/http/app.ts",
      '\n\nconst a = process.env["A"];',
      "only the settings read the environment",
      3,
    );
    refused("src/http/app.ts", "const a = Bun.env.A;", "only the settings read the environment");
    accepted("src/settings/read.ts", 'const a = process.env["A"];');
    accepted("src/http/app.ts", "// process.env is read elsewhere\nconst text = 'process.env';");
  });

  test("the console belongs to the composition root and the browser", () => {
    const rule = "only the composition root and the browser write to the console";
    refused("src/http/app.ts", 'console.log("x");', rule);
    accepted("src/main.ts", 'console.error("x");');
    accepted("src/web/panel/app.ts", 'console.warn("x");');
  });

  test("300 lines are allowed, 301 are not, in tests as well", () => {
    accepted("src/a.ts", "x;\n".repeat(300));
    refused("src/a.test.ts", "x;\n".repeat(301), "no file is longer than 300 lines (301)", 301);
    refused("simulators/a.ts", "x;\n".repeat(301), "no file is longer than 300 lines (301)", 301);
  });
});

test("the command prints each broken rule of a tree and fails; a true tree passes", async () => {
  const root = await mkdtemp(join(tmpdir(), "sidetone map "));
  try {
    await Bun.write(join(root, "package.json"), "{}");
    await Bun.write(join(root, "src/actors/a.ts"), 'import "../transports/t.ts";\n');
    await Bun.write(join(root, "src/transports/t.ts"), "export const t = 1;\n");
    const run = async () => {
      const child = Bun.spawn(
        [process.execPath, resolve(import.meta.dir, "../check-architecture.ts"), root],
        { stdout: "pipe" },
      );
      return { output: await new Response(child.stdout).text(), exitCode: await child.exited };
    };
    const broken = await run();
    expect(broken.exitCode).toBe(1);
    expect(broken.output).toContain("src/actors/a.ts:1 charts import neither what runs them");
    await Bun.write(join(root, "src/actors/a.ts"), "export const a = 1;\n");
    expect((await run()).exitCode).toBe(0);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
});
