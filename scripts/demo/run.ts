/** The demo's course: start everything, place the call, show what the agent sees, sum up. */
import { createServer } from "node:net";
import type { Sample } from "../../samples/sample.ts";
import { type CallScore, percentile, scoreCall } from "../../simulators/stage/call-score.ts";
import { type DesktopClient, openDesktop, panelUrl } from "../../simulators/stage/desktop-client.ts";
import { type Stage, startStage } from "../../simulators/stage/stage.ts";
import { leaveCallerNote } from "./caller-note.ts";
import { describeEvent } from "./describe-event.ts";
import type { DemoSource } from "./source.ts";
import { startTryServer, type TryServer } from "./try/try-server.ts";

export interface DemoOptions {
  source: DemoSource;
  sample: Sample;
  /** Times real time. */
  speed: number;
  once: boolean;
  dataDirectory: string;
  /** Of suggestions for words of one's own. */
  rulesPath: string;
  /** When the command was given. */
  askedAtMs: number;
}

/** The contract of `make demo ONCE=1`: its last line is this object. */
export interface DemoSummary {
  ok: boolean;
  calls: number;
  wordsExpected: number;
  wordsLost: number;
  wordsDuplicated: number;
  suggestionsExpected: number;
  suggestionsDelivered: number;
  latencyMs: { p50: number; p99: number };
}

/** The ports a person expects, where they are free. */
const USUAL_HTTP_PORT = 8080;
const USUAL_GRPC_PORT = 50051;
const USUAL_TRY_PORT = 8090;
const SETTLE_DEADLINE_MS = 30_000;

/** Returns the exit code. */
export async function runDemo(options: DemoOptions): Promise<number> {
  const startedAtMs = Date.now();
  const say = (line: string) => console.log(line);
  say("Starting the simulated Agent Assist cloud and Sidetone ...");
  const { source } = options;
  const stage = await startStage({
    dataDirectory: options.dataDirectory,
    ownGroup: true,
    cloud: { samples: [options.sample] },
    settings: {
      HTTP_PORT: await usualPort(USUAL_HTTP_PORT),
      GRPC_PORT: await usualPort(USUAL_GRPC_PORT),
      RECONNECT_GRACE_MS: "2000",
      DRAIN_DEADLINE_MS: "1000",
      ...source.settings,
    },
  });
  say(`Sidetone is ready after ${seconds(Date.now() - startedAtMs)} (${source.describePorts(stage)}).`);
  const takeNoteAway = await leaveCallerNote(options.dataDirectory, {
    grpcAddress: `127.0.0.1:${stage.sidetone.grpcPort}`,
    trustToken: stage.secrets.trustToken,
  });
  const tryServer = options.once ? undefined : await openTryServer(stage, options);
  try {
    if (tryServer !== undefined) say(`Try it yourself, in a browser: ${tryServer.url}`);
    const summary = await playCall(stage, options, options.askedAtMs, say);
    if (!options.once) await untilInterrupted(stage, options, say);
    else console.log(JSON.stringify(summary));
    return summary.ok ? 0 : 1;
  } finally {
    await takeNoteAway();
    await tryServer?.close();
    await stage.close();
    await source.close();
  }
}

async function openTryServer(stage: Stage, { dataDirectory, rulesPath }: DemoOptions): Promise<TryServer> {
  const port = Number(await usualPort(USUAL_TRY_PORT));
  return startTryServer({ stage, port, rulesPath, directory: dataDirectory });
}

async function playCall(
  stage: Stage,
  options: DemoOptions,
  askedAtMs: number,
  say: (line: string) => void,
): Promise<DemoSummary> {
  const { sample, speed, source } = options;
  const callId = source.newCallId();
  const callKey = source.callKeyOf(callId);
  const { httpBaseUrl, secrets } = stage;
  const page = { httpBaseUrl, callId, launchKey: secrets.launchKey, source: source.panelSource };
  const desktop = await openDesktop(page);
  const call = await source.place(stage, { sample, speed, callId });
  let firstWordsAtMs: number | null = null;
  const callStartedAtMs = Date.now();
  desktop.onEvent((event) => {
    if (firstWordsAtMs === null && event.dataType === "new-recognition-result-notification-event") {
      firstWordsAtMs = event.arrivedAtMs;
      say(`  (first words on the screen ${seconds(firstWordsAtMs - askedAtMs)} after the command)`);
    }
    const line = describeEvent(event);
    if (line !== null) say(`  ${seconds(event.arrivedAtMs - callStartedAtMs).padStart(7)}  ${line}`);
  });
  if (!(await call.started))
    throw new Error("The call was not accepted; run with LOG_LEVEL=debug to see why.");
  say(`\nCall in progress: "${sample.title}" (${seconds(sample.durationMs / speed)}).`);
  say(`  Agent's panel:  ${panelUrl(page)}`);
  say(`  Operators:      ${httpBaseUrl}/operators/calls/${encodeURIComponent(callKey)}`);
  say(`                  sign in with ${secrets.operatorToken}\n`);

  const { ok, report } = await call.finished;
  await settle(stage, sample, desktop, callKey);
  const score = call.score(desktop.events);
  desktop.close();
  if (!ok) say(`The caller reports: ${JSON.stringify(report)}`);
  tell(score, source.latencyFrom, say);
  return summarise(score, ok);
}

/** Waits until the call has ended and its suggestions are in, or the deadline. */
async function settle(stage: Stage, sample: Sample, desktop: DesktopClient, callKey: string): Promise<void> {
  const endMs = Date.now() + SETTLE_DEADLINE_MS;
  while (Date.now() < endMs) {
    const detail = await stage.callDetail(callKey);
    const { suggestionsExpected, suggestionsDelivered } = scoreCall(sample, desktop.events, []);
    if (detail?.call.live === false && suggestionsDelivered >= suggestionsExpected) return;
    await Bun.sleep(100);
  }
}

function summarise(score: CallScore, callOk: boolean): DemoSummary {
  const { wordsExpected, lost, duplicated, suggestionsExpected, suggestionsDelivered, latenciesMs } = score;
  const complete =
    lost.length === 0 && duplicated.length === 0 && suggestionsDelivered === suggestionsExpected;
  return {
    ok: callOk && complete && wordsExpected > 0,
    calls: 1,
    wordsExpected,
    wordsLost: lost.length,
    wordsDuplicated: duplicated.length,
    suggestionsExpected,
    suggestionsDelivered,
    latencyMs: { p50: percentile(latenciesMs, 0.5), p99: percentile(latenciesMs, 0.99) },
  };
}

function tell(score: CallScore, latencyFrom: string, say: (line: string) => void): void {
  const { wordsExpected, lost, duplicated, suggestionsExpected, suggestionsDelivered, latenciesMs } = score;
  say(
    `\nThe call is over: ${wordsExpected} words spoken, ${lost.length} lost, ${duplicated.length} doubled;`,
  );
  say(`${suggestionsDelivered} of ${suggestionsExpected} suggestions delivered;`);
  say(
    `${latencyFrom}: median ${percentile(latenciesMs, 0.5)} ms, 99 of 100 within ${percentile(latenciesMs, 0.99)} ms.`,
  );
  if (lost.length > 0) say(`Lost: ${lost.join(" ")}`);
  if (duplicated.length > 0) say(`Doubled: ${duplicated.join(" ")}`);
}

/** Stays up for the panel; each Enter places another call. */
async function untilInterrupted(
  stage: Stage,
  options: DemoOptions,
  say: (line: string) => void,
): Promise<void> {
  say("\nThe panel stays open for you to look at. Enter places another call, Ctrl-C ends the demo.");
  await new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
    process.stdin.on("data", () => {
      playCall(stage, options, Date.now(), say).catch((error: unknown) =>
        say(`The call failed: ${String(error)}`),
      );
    });
  });
}

/** The port as text if it is free, else "0" for any free one. */
async function usualPort(port: number): Promise<string> {
  const free = await new Promise<boolean>((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });
  return free ? String(port) : "0";
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
