/** The processes of one measurement: upstream stand-in, load, and the candidates between them. */
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RUNTIME } from "../../scripts/program/runtime.ts";
import { type Child, startChild } from "./child-calls.ts";
import type { NamedLeg, NotifyCall, OpenLeg, OpenLegs, OpenNamedLegs, PlayAudio, Played } from "./load.ts";
import type { Heap, Usage } from "./probe.ts";
import type { StandInReport } from "./stand-in.ts";

/** receiveOnly throws the audio away: what no Five9 server on this library can be cheaper than. */
export type CandidateName = "bare" | "receiveOnly" | "sidetone";

export interface Candidate {
  readonly name: CandidateName;
  readonly pid: number;
  /** Where its operators enter, and with what; null for the bare pass-through, which has none. */
  readonly operators: OperatorEntrance | null;
  open(legs: number): Promise<void>;
  openNamed(named: NamedLeg[]): Promise<void>;
  /** Cuts all its legs off. */
  hangUp(): Promise<void>;
  play(audio: Omit<PlayAudio, "target">): Promise<Played>;
  /** Resolves with the number of legs that were told. */
  notify(notice: Omit<NotifyCall, "target">): Promise<number>;
  usage(): Promise<Usage>;
  heap(): Promise<Heap>;
  collectGarbage(): Promise<void>;
  /** The lines of /metrics; empty for the bare pass-through, which has none. */
  metrics(): Promise<string[]>;
  /** As an operator would stop it: resolves once it has left by itself. */
  stop(): Promise<void>;
  end(): Promise<void>;
}

export interface StartCandidate {
  /** Sidetone's entry file, where it is not that of this tree. */
  main?: string;
  /** Beside those every Sidetone here gets. */
  settings?: Record<string, string>;
}

/** A process of somebody else that listens for Five9's legs. */
export interface Adopted {
  pid: number;
  grpcPort: number;
  /** As far as it asks for one. */
  trustToken?: string;
  usage(): Promise<Usage>;
  end(): Promise<void>;
}

export interface OperatorEntrance {
  /** Origin, without a slash at the end. */
  url: string;
  token: string;
}

export interface BenchStage {
  /** Address of the stand-in. */
  readonly upstream: string;
  start(name: CandidateName, how?: StartCandidate): Promise<Candidate>;
  /** Plays to it as to the others, and ends it with them. */
  adopt(process: Adopted): Pick<Candidate, "pid" | "open" | "hangUp" | "play" | "usage" | "end">;
  /** A leg of Five9's that tries again until it is answered, at whatever listens on the port then; it leaves when it is asked to. */
  openAsSoonAsItListens(leg: OpenLeg): Promise<void>;
  /** What arrived upstream since the last time. */
  collect(): Promise<StandInReport>;
  /** From now on a final covers so much audio. */
  finalEvery(audioMs: number): Promise<void>;
  close(): Promise<void>;
}

const here = (file: string) => join(import.meta.dir, file);
const MAIN = here("../../src/main.ts");
const secret = () => randomBytes(24).toString("hex");
const LISTENING_DEADLINE_MS = 60_000;

export interface BenchStageOptions {
  /** The stand-in compares every byte, which costs it time. */
  isThorough?: boolean;
  /** How much audio a final of the stand-in covers; a sentence when left out. */
  finalEveryMs?: number;
  /** How much audio an interim result covers; without it there are none. */
  interimEveryMs?: number;
  /** Where each candidate leaves a profile of its CPU time when it ends. */
  profileDirectory?: string;
}

export async function startBenchStage(options: BenchStageOptions = {}): Promise<BenchStage> {
  const { profileDirectory } = options;
  const standIn = await startChild({ args: [here("stand-in.ts"), ...standInOptions(options)] });
  const load = await startChild({ args: [here("load.ts")] });
  const upstream = `127.0.0.1:${await standIn.ask<number>("port")}`;
  const running = new Set<Pick<Candidate, "end">>();
  const directory = await mkdtemp(join(tmpdir(), "sidetone-bench-"));

  async function start(name: CandidateName, how: StartCandidate = {}): Promise<Candidate> {
    const [trustToken, operatorToken] = [secret(), secret()];
    const dataDirectory = join(directory, operatorToken);
    const isSidetone = name === "sidetone";
    const environment = isSidetone
      ? {
          ...RUNTIME,
          ...settingsFor({ upstream, trustToken, operatorToken, dataDirectory }),
          ...how.settings,
        }
      : {};
    const option = name === "receiveOnly" ? ["--receive-only"] : [];
    const script = isSidetone ? [how.main ?? MAIN] : [here("pass-through.ts"), ...option, upstream];
    const { promise: ports, resolve } = Promise.withResolvers<{ grpcPort: number; httpPort?: number }>();
    let isReady = (): void => {};
    const ready = new Promise<void>((done) => {
      isReady = done;
    });
    const child = await startChild({
      args: [...profiling(profileDirectory, name), "--preload", here("probe.ts"), ...script],
      environment,
      onLine(line) {
        const entry = line.startsWith("{") ? (JSON.parse(line) as { msg?: string; level?: unknown }) : {};
        if (entry.msg === "listening") {
          resolve(entry as { grpcPort: number; httpPort?: number });
          if (!isSidetone) isReady();
        }
        if (entry.msg === "ready") isReady();
        if (!line.startsWith("{") || ["warn", "error", "fatal"].includes(String(entry.level)))
          console.error(line);
      },
    });
    await Promise.race([ready, late("the candidate did not listen in time")]);
    const { grpcPort, httpPort } = await ports;
    const target = `${name}-${child.pid}`;
    const to = { target, port: grpcPort, trustToken };
    const candidate: Candidate = {
      name,
      pid: child.pid,
      operators:
        httpPort === undefined ? null : { url: `http://127.0.0.1:${httpPort}`, token: operatorToken },
      open: (legs) => load.ask("open", { ...to, legs } satisfies OpenLegs),
      openNamed: (named) => load.ask("openNamed", { ...to, named } satisfies OpenNamedLegs),
      hangUp: () => load.ask("close", target),
      play: (audio) => load.ask<Played>("play", { target, ...audio } satisfies PlayAudio),
      notify: (notice) => load.ask<number>("notify", { target, ...notice } satisfies NotifyCall),
      usage: () => child.ask<Usage>("usage"),
      heap: () => child.ask<Heap>("heap"),
      collectGarbage: () => child.ask("collectGarbage"),
      async metrics() {
        if (httpPort === undefined) return [];
        const headers = { authorization: `Bearer ${operatorToken}` };
        const response = await fetch(`http://127.0.0.1:${httpPort}/metrics`, { headers });
        return (await response.text()).split("\n");
      },
      async stop() {
        running.delete(candidate);
        await child.stop();
      },
      async end() {
        running.delete(candidate);
        await load.ask("close", target);
        // A profile is written at an orderly end only.
        if (profileDirectory !== undefined) await child.ask("exit").catch(() => {});
        await child.end();
      },
    };
    running.add(candidate);
    return candidate;
  }

  return {
    ...{ upstream, start },
    adopt: (process) => adoptedBy(load, process, running),
    openAsSoonAsItListens: (leg) => load.ask("openAsSoonAsItListens", leg),
    collect: () => standIn.ask<StandInReport>("collect"),
    finalEvery: (audioMs) => standIn.ask("finalEvery", audioMs),
    async close() {
      for (const candidate of [...running]) await candidate.end();
      await closeAll([load, standIn]);
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function standInOptions({ isThorough, finalEveryMs, interimEveryMs }: BenchStageOptions): string[] {
  return [
    ...(isThorough === true ? ["--thorough"] : []),
    ...(finalEveryMs === undefined ? [] : [`--final-every-ms=${finalEveryMs}`]),
    ...(interimEveryMs === undefined ? [] : [`--interim-every-ms=${interimEveryMs}`]),
  ];
}

function adoptedBy(
  load: Child,
  { pid, grpcPort, trustToken = "", usage, end }: Adopted,
  running: Set<Pick<Candidate, "end">>,
): ReturnType<BenchStage["adopt"]> {
  const target = `adopted-${pid}`;
  const adopted: ReturnType<BenchStage["adopt"]> = {
    ...{ pid, usage },
    async open(legs) {
      await load.ask("open", { target, port: grpcPort, trustToken, legs } satisfies OpenLegs);
    },
    hangUp: () => load.ask("close", target),
    play: (audio) => load.ask<Played>("play", { target, ...audio } satisfies PlayAudio),
    async end() {
      running.delete(adopted);
      await load.ask("close", target);
      await end();
    },
  };
  running.add(adopted);
  return adopted;
}

function profiling(directory: string | undefined, name: string): string[] {
  if (directory === undefined) return [];
  return ["--cpu-prof", "--cpu-prof-dir", directory, "--cpu-prof-name", `${name}.cpuprofile`];
}

async function closeAll(children: Child[]): Promise<void> {
  for (const child of children) await child.end();
}

function settingsFor(parts: {
  upstream: string;
  trustToken: string;
  operatorToken: string;
  dataDirectory: string;
}): Record<string, string> {
  return {
    PROJECT_ID: "bench",
    CONVERSATION_PROFILE_NAME: "projects/bench/locations/global/conversationProfiles/bench",
    FIVE9_API_KEY: secret(),
    FIVE9_TRUST_TOKEN: parts.trustToken,
    JWT_SECRET: secret(),
    PANEL_LAUNCH_KEY: secret(),
    OPERATOR_TOKEN: parts.operatorToken,
    DIALOGFLOW_ENDPOINT: parts.upstream,
    PUBSUB_EMULATOR_HOST: parts.upstream,
    DATA_DIRECTORY: parts.dataDirectory,
    LISTEN_HOST: "127.0.0.1",
    GRPC_PORT: "0",
    HTTP_PORT: "0",
  };
}

function late(message: string): Promise<never> {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new Error(message)), LISTENING_DEADLINE_MS).unref();
  });
}
