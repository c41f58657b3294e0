/** Google's Five9 service in Python, from a folder that the user gives: its code is not kept here. */
import { join } from "node:path";
import { cpuSecondsOf } from "../../scripts/chaos/process-load.ts";
import { residentBytes } from "../../scripts/siege/footprint.ts";
import { freePort } from "../../test/support/free-port.ts";
import type { Usage } from "../audio-path/probe.ts";
import { listening } from "./listening.ts";

export interface GoogleServiceOptions {
  /** That of mediastream-grpc, which has main.py. */
  folder: string;
  /** An interpreter that has its requirements.txt. */
  python: string;
  /** The stand-in's address. */
  upstream: string;
}

export interface GoogleService {
  pid: number;
  grpcPort: number;
  /** From its start until it listened. */
  ready: { wallMs: number; cpuMs: number };
  usage(): Promise<Usage>;
  end(): Promise<void>;
}

export async function startGoogleService(options: GoogleServiceOptions): Promise<GoogleService> {
  const { folder, python, upstream } = options;
  const grpcPort = await freePort();
  const startedAt = performance.now();
  const child = Bun.spawn([python, join(import.meta.dir, "launch.py"), folder, upstream], {
    env: {
      PATH: process.env.PATH ?? "",
      HOME: process.env.HOME ?? "",
      PORT: String(grpcPort),
      PROJECT_ID: "bench",
      CONVERSATION_PROFILE_NAME: "projects/bench/locations/global/conversationProfiles/bench",
    },
    stdin: "ignore",
    stdout: "ignore",
    // It logs each status that it sends.
    stderr: "ignore",
  });
  process.once("exit", () => child.kill("SIGKILL"));
  await listening(grpcPort, child, "Google's service");
  const usage = () => usageOf(child.pid);
  const wallMs = performance.now() - startedAt;
  const { cpuMicros } = await usage();
  return {
    ...{ pid: child.pid, grpcPort, usage },
    ready: { wallMs, cpuMs: cpuMicros / 1_000 },
    async end() {
      child.kill("SIGKILL");
      await child.exited;
    },
  };
}

/** Linux only. */
async function usageOf(pid: number): Promise<Usage> {
  const [cpuSeconds, rssBytes] = await Promise.all([cpuSecondsOf(pid), residentBytes(pid)]);
  return { cpuMicros: cpuSeconds * 1e6, rssBytes };
}
