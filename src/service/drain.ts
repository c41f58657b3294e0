/** Leaving well: running calls finish or are asked to reconnect elsewhere, and their last words are awaited. */
import type { Clock } from "../base/clock.ts";
import type { CallsHere } from "../calls/calls-here.ts";
import type { RunningCarrier } from "../carriers/carrier.ts";
import { openLegsOf } from "./carrier-meters.ts";
import type { FleetCalls } from "./fleet-calls.ts";
import { moveLegs } from "./move-legs.ts";
import type { Part } from "./part.ts";
import { until } from "./until.ts";

/** Shares of the drain's time. Before the first, senders of new streams may learn that this process is leaving. */
const SETTLE_SHARE = 0.1;
/** Until here each leg may wait for a pause in its speech; what is left belongs to the last words. */
const PAUSE_SHARE = 0.6;

export interface DrainOptions {
  carriers: readonly (Pick<RunningCarrier, "openLegs" | "stopAccepting" | "askToReconnect"> & {
    source: string;
  })[];
  /** Words that came as text; their calls are taken up by the next process, so only what is on its way counts. */
  texts: { pending(): number };
  directory: Pick<CallsHere, "list" | "sendTo">;
  clock: Clock;
  deadlineMs: number;
}

/** Begins with the first signal, once what it drains has begun. */
export function drainPart(options: Omit<DrainOptions, "deadlineMs"> & { fleet: FleetCalls | null }): Part {
  const { fleet } = options;
  return {
    name: "calls",
    async drain(deadlineMs) {
      const isAlone = fleet === null || fleet.presence.others().length === 0;
      if (isAlone) await drainCalls({ ...options, deadlineMs });
      else await moveLegs({ ...options, isAudioDone: () => fleet.audio.isAtRest(), deadlineMs });
    },
  };
}

/**
 * Refuses new streams, asks each running one to reconnect (Five9 1012) at its next pause in speech, at the latest when
 * 60 % of the time are over, and waits until no participant is listening any more. Conversations are left open: a restart
 * does not end a call.
 */
export async function drainCalls(options: DrainOptions): Promise<void> {
  const { carriers, texts, directory, clock, deadlineMs } = options;
  const startMs = clock.now();
  const leaving = carriers.filter(({ askToReconnect }) => askToReconnect !== undefined);
  const isTakenUp = new Set(carriers.filter((one) => !leaving.includes(one)).map(({ source }) => source));
  const hasNoLegs = () => openLegsOf(leaving) === 0;
  for (const carrier of carriers) carrier.stopAccepting();
  for (const call of directory.list()) void directory.sendTo(call.ref.callKey, { type: "call.leaving" });
  await until(hasNoLegs, startMs + deadlineMs * SETTLE_SHARE, clock);
  for (const carrier of leaving) carrier.askToReconnect?.("pause");
  await until(hasNoLegs, startMs + deadlineMs * PAUSE_SHARE, clock);
  for (const carrier of leaving) carrier.askToReconnect?.("now");
  await until(
    () =>
      hasNoLegs() &&
      texts.pending() === 0 &&
      directory.list().every((call) => isTakenUp.has(call.ref.source) || call.isAtRest()),
    startMs + deadlineMs,
    clock,
  );
}
