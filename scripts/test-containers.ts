/**
 * Builds the image and tries it as it is run in production: read-only, without root, on one port for each role. Then brings up the
 * compose set with Google's side simulated, and plays a call through its proxy.
 *
 *   bun scripts/test-containers.ts
 *
 * The last lines are figures as JSON, and `N passed, N failed, N skipped`; where no engine is, everything is skipped with the reason.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { listSamples, readSample, type Sample } from "../samples/sample.ts";
import { type CallScore, scoreCall } from "../simulators/stage/call-score.ts";
import { type DesktopClient, openDesktop } from "../simulators/stage/desktop-client.ts";
import { startSidetoneProcess } from "../simulators/stage/sidetone-process.ts";
import { type Stage, startStage } from "../simulators/stage/stage.ts";
import { eventually } from "../test/support/eventually.ts";
import { freePort } from "../test/support/free-port.ts";
import { type ComposeTrial, pullBy, startComposeTrial } from "./containers/compose-trial.ts";
import { type Engine, findEngine } from "./containers/engine.ts";
import { EMPTY_TALLY, exitCode, summaryLine, type Tally } from "./testing/tally.ts";

const ROOT = resolve(import.meta.dir, "..");
const IMAGE = "localhost/sidetone:test";
const IMAGE_CHECKS = 7;
const COMPOSE_CHECKS = 4;
/** Longest wait for a call's last words on a busy machine. */
const WORDS_DEADLINE_MS = 120_000;
/** DRAIN_DEADLINE_MS and what the engine takes. */
const STOP_LIMIT_MS = 40_000;

const figures: Record<string, number> = {};
let tally: Tally = EMPTY_TALLY;

async function check(name: string, work: () => Promise<boolean>): Promise<void> {
  const ok = await work().catch((caught: unknown) => {
    console.log(caught instanceof Error ? caught.message : String(caught));
    return false;
  });
  console.log(`${ok ? "ok    " : "FAILED"} ${name}`);
  tally = ok ? { ...tally, passed: tally.passed + 1 } : { ...tally, failed: tally.failed + 1 };
}

async function inspect(engine: Engine, format: string): Promise<string> {
  return (await engine.run(["image", "inspect", IMAGE, "--format", format])).text;
}

/** Starts the image in the place of Sidetone's process. */
function containerStarter(engine: Engine, container: string) {
  return (environment: Record<string, string>) => {
    const { DATA_DIRECTORY: _host, ...given } = environment;
    const settings = Object.entries(given).flatMap(([name, value]) => ["--env", `${name}=${value}`]);
    const flags = ["--read-only", "--tmpfs", "/tmp", "--cap-drop=ALL", ...settings];
    return startSidetoneProcess({}, { command: engine.runCommand(IMAGE, container, flags) });
  };
}

async function playCall(stage: Stage): Promise<boolean> {
  const sample = await readSample("lost-card");
  const gate = Promise.withResolvers<void>();
  const call = await stage.call(sample, { speed: 20, stayUntil: gate.promise });
  await call.started;
  const { httpBaseUrl, secrets } = stage;
  const desktop = await openDesktop({ httpBaseUrl, callId: call.callId, launchKey: secrets.launchKey });
  const score = await settledScore(sample, desktop);
  gate.resolve();
  await call.finished;
  figures.wordsExpected = score.wordsExpected;
  figures.wordsLost = score.lost.length;
  return score.lost.length === 0 && score.duplicated.length === 0;
}

/** Waits for the last words and closes the desktop. */
async function settledScore(sample: Sample, desktop: DesktopClient): Promise<CallScore> {
  const endMs = performance.now() + WORDS_DEADLINE_MS;
  let score = scoreCall(sample, desktop.events, []);
  while (score.lost.length > 0 && performance.now() < endMs) {
    await Bun.sleep(100);
    score = scoreCall(sample, desktop.events, []);
  }
  desktop.close();
  return score;
}

async function tryImage(engine: Engine): Promise<void> {
  const started = performance.now();
  await check("the image builds", async () => {
    await engine.build(IMAGE, ROOT);
    figures.buildSeconds = Math.round((performance.now() - started) / 1000);
    figures.imageMegabytes = Math.round(Number(await inspect(engine, "{{.Size}}")) / 1e6);
    return true;
  });
  if (tally.failed > 0) return;
  await check(
    "it runs as a user without rights",
    async () => (await inspect(engine, "{{.Config.User}}")) === "bun",
  );
  await check("it has its parts and their licences in it", async () => {
    const files = "sbom.cdx.json,THIRD-PARTY-LICENCES.txt,LICENSE".split(",");
    const read = `for (const f of ${JSON.stringify(files)}) if (require("fs").statSync(f).size < 1000) process.exit(1)`;
    const words = engine.runCommand(IMAGE, "sidetone-test-parts", []);
    return (await engine.run(words.slice(words.indexOf("run")).concat("bun", "-e", read))).ok;
  });
  const container = `sidetone-test-${process.pid}`;
  const dataDirectory = await mkdtemp(join(tmpdir(), "sidetone-containers-"));
  const beganMs = performance.now();
  // The health check asks at the ports of the settings.
  const settings = { GRPC_PORT: String(await freePort()), HTTP_PORT: String(await freePort()) };
  const stage = await startStage({ dataDirectory, settings, start: containerStarter(engine, container) });
  try {
    figures.readyMs = Math.round(performance.now() - beganMs);
    await check("its health check is green", async () => {
      const { ok, text } = await engine.run(["exec", container, "bun", "health.js"]);
      console.log(text);
      return ok;
    });
    await check("a call through it loses no word", () => playCall(stage));
    await check("its file system cannot be written", async () => {
      const { ok } = await engine.run([
        "exec",
        container,
        "bun",
        "-e",
        'require("fs").writeFileSync("/app/x", "")',
      ]);
      return !ok;
    });
    const { text } = await engine.run(["exec", container, "bun", "-e", READ_RESIDENT]);
    figures.residentMegabytes = Number(text);
  } finally {
    const stopMs = performance.now();
    await check("SIGTERM ends it in time", async () => {
      await engine.run(["stop", "--time", "60", container]);
      figures.stopMs = Math.round(performance.now() - stopMs);
      return figures.stopMs < STOP_LIMIT_MS;
    });
    await stage.close();
    await rm(dataDirectory, { recursive: true, force: true });
  }
}

async function tryCompose(engine: Engine): Promise<void> {
  const beganMs = performance.now();
  let trial: ComposeTrial | string = "";
  await check("the compose set comes up", async () => {
    trial = await startComposeTrial(pullBy(engine));
    figures.composeUpSeconds = Math.round((performance.now() - beganMs) / 1000);
    return true;
  });
  if (typeof trial === "string") {
    console.log(`Skipped: ${trial}`);
    tally = { ...tally, passed: tally.passed - 1, skipped: tally.skipped + COMPOSE_CHECKS };
    return;
  }
  await trySet(trial);
}

async function trySet(trial: ComposeTrial): Promise<void> {
  try {
    await check("a call through its proxy by make test-grpc-stream loses no word", async () => {
      const said = await trial.make("test-grpc-stream", "LOCAL=true", "SPEED=10");
      const callId = /^call (\d+):/m.exec(said)?.[1] ?? "";
      const desktop = await openDesktop({ ...trial, callId });
      const [played = ""] = await listSamples();
      const score = await settledScore(await readSample(played), desktop);
      figures.composeWordsLost = score.lost.length;
      return score.wordsExpected > 0 && score.lost.length === 0 && score.duplicated.length === 0;
    });
    await check("Prometheus reads every instance, with our rules", async () => {
      const ask = async (path: string) =>
        (await (await fetch(`${trial.prometheusUrl}/api/v1/${path}`)).json()) as PrometheusAnswer;
      await eventually(async () => {
        const { data } = await ask("query?query=up");
        return data.result?.filter(({ value }) => value[1] === "1").length === 4;
      });
      return ((await ask("rules")).data.groups ?? []).some(({ rules }) => rules.length > 0);
    });
  } finally {
    await check("it goes down with its volumes", async () => {
      await trial.close();
      return true;
    });
  }
}

interface PrometheusAnswer {
  data: { result?: { value: [number, string] }[]; groups?: { rules: unknown[] }[] };
}

/** Of the container's first process, in MB. */
const READ_RESIDENT =
  'console.log(Math.round(Number(/VmRSS:\\s+(\\d+)/.exec(require("fs").readFileSync("/proc/1/status", "utf8"))[1]) / 1000))';

const engine = await findEngine();
if (typeof engine === "string") {
  console.log(`Skipped: ${engine}`);
  tally = { ...EMPTY_TALLY, skipped: IMAGE_CHECKS + COMPOSE_CHECKS };
  console.log(summaryLine(tally));
} else {
  await tryImage(engine);
  await tryCompose(engine);
  console.log(JSON.stringify({ ok: tally.failed === 0, engine: engine.name, ...figures }));
  console.log(summaryLine(tally));
  process.exitCode = exitCode(tally);
}
