/** Leaving where others stay: each leg goes to them at a pause, and what was said here is recognised here to its end. */
import type { Clock } from "../base/clock.ts";
import type { RunningCarrier } from "../carriers/carrier.ts";
import { openLegsOf } from "./carrier-meters.ts";
import { until } from "./until.ts";

/** Shares of the drain's time. Before the first, load balancers may learn that this instance is leaving. */
const SETTLE_SHARE = 0.1;
/** Until here each leg may wait for a pause in its speech. */
const PAUSE_SHARE = 0.6;

export interface MoveLegsOptions {
  carriers: readonly Pick<
    RunningCarrier,
    "openLegs" | "leave" | "shutDoor" | "stopAccepting" | "askToReconnect"
  >[];
  /** Words that came as text and are on their way. */
  texts: { pending(): number };
  /** Pages and webhooks come here. */
  servesWeb: boolean;
  /** Whether all that legs brought here is recognised, or given up. */
  isAudioDone(): boolean;
  clock: Clock;
  deadlineMs: number;
}

/**
 * Refuses no leg as long as its sender may not know that this instance is leaving; then connections only, which makes a proxy
 * try the next instance. A leg that comes nevertheless is served, and asked again. Calls are handed over beside this,
 * and conversations whose requests come over HTTP are taken up by those that get the next one.
 */
export async function moveLegs(options: MoveLegsOptions): Promise<void> {
  const { carriers, texts, servesWeb, isAudioDone, clock, deadlineMs } = options;
  const endMs = clock.now() + deadlineMs;
  const at = (share: number) => endMs - deadlineMs * (1 - share);
  const leaving = carriers.filter(({ askToReconnect }) => askToReconnect !== undefined);
  const hasNoLegs = () => openLegsOf(leaving) === 0;
  for (const carrier of leaving) carrier.leave?.();
  await until(() => hasNoLegs() && !servesWeb, at(SETTLE_SHARE), clock);
  for (const carrier of leaving) carrier.shutDoor?.();
  for (const carrier of leaving) carrier.askToReconnect?.("pause");
  await until(hasNoLegs, at(PAUSE_SHARE), clock);
  const isOver = () => {
    for (const carrier of leaving) carrier.askToReconnect?.("now");
    return hasNoLegs() && texts.pending() === 0 && isAudioDone();
  };
  await until(isOver, endMs, clock);
  for (const carrier of carriers) carrier.stopAccepting();
}
