import { expect, test } from "bun:test";
import { join } from "node:path";

/** Names of what is loaded once a service without a collector could start. */
const LOADED = `
  const { startTraces } = await import("./service.ts").then(() => import("./traces.ts"));
  const options = { settings: { OTLP_TRACES_URL: process.argv[1] || undefined, OTLP_HEADERS: {}, TRACES_SAMPLE_RATIO: 1 } };
  const clock = { now: () => 0, setTimeout: () => 0, clearTimeout() {} };
  const traces = await startTraces({ ...options, clock, logger: {} });
  const names = Object.keys(require.cache);
  console.log(traces === null, names.some((name) => name.includes("exporter-trace-otlp-http")));
  process.exit(0);
`;

async function run(url: string): Promise<string> {
  const child = Bun.spawn([process.execPath, "-e", LOADED, url], {
    cwd: join(import.meta.dir),
    stdout: "pipe",
    stderr: "pipe",
  });
  const [out, problems] = [await new Response(child.stdout).text(), await new Response(child.stderr).text()];
  return out.trim() || problems;
}

test("without a collector nothing of the exporter is loaded; with one it is", async () => {
  expect(await run("")).toBe("true false");
  expect(await run("http://127.0.0.1:1/v1/traces")).toBe("false true");
}, 600_000);
