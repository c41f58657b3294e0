/** Google's Five9 service in Python, from a folder that the user gives: its code is not kept here. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { freePort } from "../../test/support/free-port.ts";
import type { Usage } from "../audio-path/probe.ts";

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

const LISTEN_DEADLINE_MS = 60_000;
const LOOK_MS = 20;
/** The kernel counts processor time in hundredths of a second. */
const MICROS_PER_TICK = 10_000;

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
  while (!(await listens(grpcPort))) {
    if (child.exitCode !== null) throw new Error(`Google's service ended with code ${child.exitCode}`);
    if (performance.now() - startedAt > LISTEN_DEADLINE_MS)
      throw new Error("Google's service did not listen in time");
    await Bun.sleep(LOOK_MS);
  }
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

/** Of all its threads. Linux only. */
async function usageOf(pid: number): Promise<Usage> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8");
  // After the program's name, which may have spaces: fields 14 and 15 are user and system time.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const ticks = Number(fields[11]) + Number(fields[12]);
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  const rssKb = Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]);
  return { cpuMicros: ticks * MICROS_PER_TICK, rssBytes: rssKb * 1_024 };
}

async function listens(port: number): Promise<boolean> {
  try {
    const socket = await Bun.connect({ hostname: "127.0.0.1", port, socket: { data() {} } });
    socket.end();
    return true;
  } catch {
    return false;
  }
}
