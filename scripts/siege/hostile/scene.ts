/** What a hostile kind works with: where to go, how much to do and until when, and the account of what came back. */
import type { Random } from "../../../test/support/random.ts";

/** All on this machine's loopback address: a siege never leaves it. */
export const LOOPBACK = "127.0.0.1";

export interface Target {
  httpPort: number;
  grpcPort: number;
  /** For the kinds whose sender holds one key and misuses it. */
  apiKey: string;
  botToken: string;
  trustToken: string;
}

export interface KindTally {
  /** Inputs sent. */
  sent: number;
  /** How they were answered: an HTTP status, "grpc 16", "closed", "no answer", and how often. */
  answers: Record<string, number>;
  /** Doors that opened to a wrong key, as sentences. Nothing may ever be in here. */
  opened: string[];
}

export interface HostileScene {
  target: Target;
  chance: Random;
  /** Inputs to send. */
  count: number;
  /** Over which a flood is spread at least; a busy machine takes longer. */
  paceMs: number;
  /** What holds a connection or stream open does so no longer than this. */
  longestHoldMs: number;
  /** Ids of Five9 calls that live now: strangers may learn them. */
  liveCalls(): readonly string[];
  /** One input was sent and answered so. */
  note(answer: string): void;
  opened(what: string): void;
}

export interface HostileKind {
  name: string;
  /** Its share of a full run, in inputs. */
  share: number;
  run(scene: HostileScene): Promise<void>;
}

const MAX_OPENED_NOTES = 20;

export function newTally(): KindTally {
  return { sent: 0, answers: {}, opened: [] };
}

export function noteIn(tally: KindTally): Pick<HostileScene, "note" | "opened"> {
  return {
    note(answer) {
      tally.sent += 1;
      tally.answers[answer] = (tally.answers[answer] ?? 0) + 1;
    },
    opened(what) {
      if (tally.opened.length < MAX_OPENED_NOTES) tally.opened.push(what);
    },
  };
}

/** How long something is held open that would like to be for this long. */
export function holdFor({ longestHoldMs }: HostileScene, wantedMs: number): number {
  return Math.min(wantedMs, longestHoldMs);
}

/** Runs `once` for each input, so many at a time, until all are sent: their number is fixed, not the time. */
export async function flood(
  scene: HostileScene,
  atOnce: number,
  once: (index: number) => Promise<void>,
): Promise<void> {
  const startMs = performance.now();
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < scene.count; index = next++) {
      const earlyMs = startMs + (index / scene.count) * scene.paceMs - performance.now();
      if (earlyMs > 1) await Bun.sleep(earlyMs);
      await once(index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, scene.count) }, worker));
}
