/** Leaving well: running calls finish or are asked to reconnect elsewhere, and their last words are awaited. */
import type { Clock } from "../base/clock.ts";
import type { CallsHere } from "../calls/calls-here.ts";
import type { RunningCarrier } from "../carriers/carrier.ts";
import type { Settings } from "../settings/table.ts";
import { openLegsOf } from "./carrier-meters.ts";
import type { FleetCalls } from "./fleet-calls.ts";
import { moveLegs } from "./move-legs.ts";
import type { Part } from "./part.ts";
import { until } from "./until.ts";

/**
 * Share of the drain's time in which a moment is awaited at which no leg speaks. Among a few legs there is one within
 * seconds, among many none ever.
 */
const PAUSE_SHARE = 0.2;

export interface DrainOptions {
  carriers: readonly (Pick<RunningCarrier, "openLegs" | "shutDoor" | "stopAccepting" | "askToReconnect"> & {
    source: string;
  })[];
  /** Words that came as text; their calls are taken up by the next process, so only what is on its way counts. */
  texts: { pending(): number };
  directory: Pick<CallsHere, "list" | "sendTo">;
  clock: Clock;
  deadlineMs: number;
}

/** Begins with the first signal, once what it drains has begun. */
export function drainPart(
  options: Omit<DrainOptions, "deadlineMs"> & { fleet: FleetCalls | null; settings: Pick<Settings, "ROLE"> },
): Part {
  const { fleet, settings } = options;
  const servesWeb = settings.ROLE.includes("http");
  return {
    name: "calls",
    async drain(deadlineMs) {
      const isAlone = fleet === null || fleet.presence.others().length === 0;
      if (isAlone) await drainCalls({ ...options, deadlineMs });
      else await moveLegs({ ...options, servesWeb, isAudioDone: () => fleet.audio.isAtRest(), deadlineMs });
    },
  };
}

/**
 * Nobody else can take the legs: one that goes is deaf until the next process listens. So all are served, new ones too, until
 * they go together, at a moment at which no word is cut in two (Five9 1012). Then only last words are awaited. Conversations are left open: a restart does not end a call.
 */
export async function drainCalls(options: DrainOptions): Promise<void> {
  const { carriers, texts, directory, clock, deadlineMs } = options;
  const startMs = clock.now();
  const leaving = carriers.filter(({ askToReconnect }) => askToReconnect !== undefined);
  const isTakenUp = new Set(carriers.filter((one) => !leaving.includes(one)).map(({ source }) => source));
  const hasNoLegs = () => openLegsOf(leaving) === 0;
  const told = new Set<string>();
  const tellCalls = () => {
    for (const { ref } of directory.list()) {
      if (told.has(ref.callKey)) continue;
      told.add(ref.callKey);
      void directory.sendTo(ref.callKey, { type: "call.leaving" });
    }
  };
  const leaveTogether = () => {
    tellCalls();
    for (const carrier of leaving) carrier.askToReconnect?.("together");
    return hasNoLegs();
  };
  await until(leaveTogether, startMs + deadlineMs * PAUSE_SHARE, clock);
  for (const carrier of leaving) carrier.shutDoor?.();
  for (const carrier of carriers) carrier.stopAccepting();
  tellCalls();
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
