/** A clock whose timers come together, so that a process with little to do is woken once for all that it repeats. */
import type { Clock } from "./clock.ts";

const STEP_MS = 1_000;
const BEFORE_TURN_MS = 2;

interface Turn {
  timer: unknown;
  work: Set<Waiting>;
}

interface Waiting {
  run: () => void;
  turn: Turn;
}

export interface JoinedTimers extends Clock {
  /**
   * How long it is until just before the turn nearest to a time so far away. For reads that block: Redis ends one whose time is over
   * when the next command comes, so that its answer comes with those to the turn's commands.
   */
  beforeTurnMs(aboutMs: number): number;
}

const joined = new WeakMap<Clock, JoinedTimers>();

/**
 * For what is repeated each second or more rarely: a timer fires at the whole second nearest to its time, counted from the first
 * use of the clock, together with all others of that second. So one that is set a little late, once an answer has come,
 * keeps its pace. It may be early or late by half a second; shorter ones are the clock's own. A clock has one of these.
 */
export function joinedTimers(clock: Clock): JoinedTimers {
  const known = joined.get(clock);
  if (known !== undefined) return known;
  const made = joinTimers(clock);
  joined.set(clock, made);
  return made;
}

function joinTimers(clock: Clock): JoinedTimers {
  const beganMs = clock.now();
  const turns = new Map<number, Turn>();

  function turnAt(step: number, waitMs: number): Turn {
    const known = turns.get(step);
    if (known !== undefined) return known;
    const turn: Turn = { timer: undefined, work: new Set() };
    turn.timer = clock.setTimeout(() => {
      turns.delete(step);
      for (const waiting of turn.work) if (turn.work.delete(waiting)) runAlone(waiting.run);
    }, waitMs);
    turns.set(step, turn);
    return turn;
  }

  function nearest(aboutMs: number): { step: number; waitMs: number } {
    const passedMs = clock.now() - beganMs;
    const step = Math.round((passedMs + aboutMs) / STEP_MS);
    return { step, waitMs: step * STEP_MS - passedMs };
  }

  return {
    now: () => clock.now(),
    beforeTurnMs: (aboutMs) => (aboutMs < STEP_MS ? aboutMs : nearest(aboutMs).waitMs - BEFORE_TURN_MS),
    setTimeout(run, timeoutMs) {
      if (timeoutMs < STEP_MS) return clock.setTimeout(run, timeoutMs);
      const { step, waitMs } = nearest(timeoutMs);
      const turn = turnAt(step, waitMs);
      const waiting = { run, turn };
      turn.work.add(waiting);
      return waiting;
    },
    clearTimeout(id) {
      if (!isWaiting(id)) return clock.clearTimeout(id);
      const { work, timer } = id.turn;
      if (!work.delete(id) || work.size > 0) return;
      clock.clearTimeout(timer);
      for (const [step, turn] of turns) if (turn === id.turn) turns.delete(step);
    },
  };
}

/** One that throws takes nothing from the others. */
function runAlone(run: () => void): void {
  try {
    run();
  } catch (caught) {
    queueMicrotask(() => {
      throw caught;
    });
  }
}

function isWaiting(id: unknown): id is Waiting {
  return typeof id === "object" && id !== null && "turn" in id && "run" in id;
}
