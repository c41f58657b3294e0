/** A process that plays Five9: legs towards any address, and audio on them at an even or a common beat. */
import { answerParent } from "./child-calls.ts";
import { AudioFrame } from "./five9-frames.ts";
import { RawLeg } from "./raw-leg.ts";

export interface OpenLegs {
  target: string;
  port: number;
  trustToken: string;
  legs: number;
}

/** A call's only leg. */
export type OpenLeg = Pick<OpenLegs, "port" | "trustToken">;
/** Legs by name, for calls of which each leg is at another instance. */
export interface OpenNamedLegs extends Omit<OpenLegs, "legs"> {
  named: NamedLeg[];
}

/** An even `leg` is the agent's, an odd one the customer's. */
export interface NamedLeg {
  callId: string;
  leg: number;
}

export interface PlayAudio {
  target: string;
  chunkMs: number;
  /** How often each leg sends a chunk, in wall time. Left out: every `chunkMs`, as speech without a pause. */
  beatMs?: number;
  forMs: number;
  /** How many of the legs speak at a time; they take turns of TURN_MS, and go on with them from play to play. */
  speaking: number;
  /** even: the legs' chunks are spread over the chunk's length. same-tick: all are due at once. */
  arrival: "even" | "same-tick";
  /** Fill the audio between the stamps, for a test of every byte. */
  isFilled?: boolean;
}

/** A notice about a call, on all its legs. */
export interface NotifyCall {
  target: string;
  callId: string;
  /** Five9's code: 2 is hold, 3 is resume. */
  code: number;
}

export interface Played {
  messages: number;
  bytes: number;
  /** By how much the load was behind its plan at worst: large means the machine was too busy to trust the figures. */
  latestMs: number;
  elapsedMs: number;
}

const TURN_MS = 2_000;
const OPENING_AT_ONCE = 16;
const LISTENING_DEADLINE_MS = 60_000;
const RETRY_MS = 10;
const targets = new Map<string, RawLeg[]>();
/** Whose turn it is when a target is next played to: a leg that never spoke would be closed for its silence. */
const nextTurns = new Map<string, number>();
let calls = Date.now() % 1_000_000_000;

function open({ legs, ...to }: OpenLegs): Promise<number> {
  const firstCall = calls + 1;
  calls += Math.ceil(legs / 2);
  const named = Array.from({ length: legs }, (_, leg) => ({
    callId: `300${String(firstCall + (leg >> 1)).padStart(12, "0")}`,
    leg,
  }));
  return openNamed({ ...to, named });
}

async function openNamed({ target, port, trustToken, named }: OpenNamedLegs): Promise<number> {
  const opened = targets.get(target) ?? [];
  targets.set(target, opened);
  const waiting = [...named];
  await Promise.all(
    Array.from({ length: OPENING_AT_ONCE }, async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        opened.push(await RawLeg.open({ port, trustToken, ...next }));
      }
    }),
  );
  return opened.length;
}

async function openAsSoonAsItListens({ port, trustToken }: OpenLeg): Promise<void> {
  calls += 1;
  const callId = `300${String(calls).padStart(12, "0")}`;
  const endsAt = performance.now() + LISTENING_DEADLINE_MS;
  for (;;) {
    try {
      await RawLeg.open({ port, trustToken, leg: 0, callId });
      return;
    } catch (error) {
      if (performance.now() > endsAt) throw error;
    }
    await Bun.sleep(RETRY_MS);
  }
}

async function play(audio: PlayAudio): Promise<Played> {
  const { target, chunkMs, beatMs = chunkMs, forMs, speaking, arrival, isFilled } = audio;
  const legs = targets.get(target) ?? [];
  const frame = new AudioFrame(chunkMs);
  const turns = Math.ceil(legs.length / speaking);
  const firstTurn = nextTurns.get(target) ?? 0;
  const perTurn = Math.floor(TURN_MS / beatMs) * speaking;
  const total = Math.floor(forMs / beatMs) * speaking;
  const startedAtMs = performance.now();
  let sent = 0;
  let latestMs = 0;
  while (sent < total) {
    const elapsedMs = performance.now() - startedAtMs;
    const beats = elapsedMs / beatMs;
    const due = arrival === "even" ? Math.floor(beats * speaking) + 1 : (Math.floor(beats) + 1) * speaking;
    latestMs = Math.max(latestMs, elapsedMs - (sent / speaking) * beatMs);
    for (; sent < Math.min(due, total); sent += 1) {
      const turn = turns === 1 ? 0 : (firstTurn + Math.floor(sent / perTurn)) % turns;
      const leg = legs[(turn * speaking + (sent % speaking)) % legs.length];
      if (leg?.isOpen !== true) throw new Error(`leg ${leg?.leg} of ${target} is gone`);
      leg.send(frame, isFilled === true);
    }
    await Bun.sleep(1);
  }
  nextTurns.set(target, firstTurn + Math.ceil(sent / perTurn));
  return {
    messages: sent,
    bytes: sent * frame.audioBytes,
    latestMs,
    elapsedMs: performance.now() - startedAtMs,
  };
}

answerParent({
  hello: () => true,
  open,
  openAsSoonAsItListens,
  openNamed,
  play,
  /** Answers how many legs were told. */
  notify({ target, callId, code }: NotifyCall): number {
    const legs = (targets.get(target) ?? []).filter((leg) => leg.callId === callId);
    for (const leg of legs) leg.notify(code);
    return legs.length;
  },
  close(target: string): void {
    for (const leg of targets.get(target) ?? []) leg.close();
    targets.delete(target);
  },
});
