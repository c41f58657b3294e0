/** The windows of all levels as figures: each fleet beside the process without Redis that was measured in turns with it. */
import { median, round } from "../statistics.ts";
import type { Spent } from "./group.ts";
import type { RedisUsage } from "./redis-usage.ts";

/** One turn of a group: both legs of all calls speak; pieces far apart with few finals, and with one for each piece. */
export interface RoundOfGroup {
  speech: Spent;
  calm: Spent;
  lively: Spent;
}

export interface GroupRounds {
  instances: number;
  /** While all calls begin. */
  begun: Spent;
  rounds: RoundOfGroup[];
  /** While all end, with the time that lost legs are waited for; then without calls. */
  ended: Spent;
  idle: Spent;
}

export interface Spread {
  median: number;
  least: number;
  most: number;
}

export interface FleetRow {
  instances: number;
  /** Of all processes together, beyond an idle fleet, for a call and second with both legs speaking. */
  cpuMicros: number;
  /** Over the process without Redis, of the same round. */
  cpuRatio: Spread;
  /** What a further event of a call costs all processes together. */
  eventMicros: number;
  eventRatio: Spread;
  /** Of Redis, beyond an idle fleet. */
  perCallAndSecond: RedisFigures;
  perEvent: RedisFigures;
  /** To begin a call and to end it. */
  perCall: RedisFigures;
  /** What Redis holds for a live call that has just begun. */
  heldBytesPerCall: number;
  /** Without calls. */
  idleCommandsPerInstance: number;
}

export type RedisFigures = Record<"commands" | "inBytes" | "outBytes" | "cpuMicros", number>;

export interface FleetFigures {
  calls: number;
  /** The process without Redis, by the median of all rounds. */
  embedded: { cpuMicros: number; eventMicros: number };
  rows: FleetRow[];
  levels: readonly { embedded: GroupRounds; shared: GroupRounds }[];
}

const perMs = ({ cpuMicros, elapsedMs }: Spent) => cpuMicros / elapsedMs;

export function summarise(calls: number, levels: FleetFigures["levels"]): FleetFigures {
  const speechOf = ({ idle, rounds }: GroupRounds) =>
    rounds.map(({ speech }) => (1_000 * (perMs(speech) - perMs(idle))) / calls);
  const eventsOf = ({ rounds }: GroupRounds) =>
    rounds.map(({ calm, lively }) => beyond(lively, calm, ({ cpuMicros }) => cpuMicros));
  const all = levels.map(({ embedded }) => embedded);
  return {
    calls,
    embedded: {
      cpuMicros: round(median(all.flatMap(speechOf)), 0),
      eventMicros: round(median(all.flatMap(eventsOf)), 0),
    },
    rows: levels.map(({ embedded, shared }) => ({
      instances: shared.instances,
      cpuMicros: round(median(speechOf(shared)), 0),
      cpuRatio: ratios(speechOf(shared), speechOf(embedded)),
      eventMicros: round(median(eventsOf(shared)), 0),
      eventRatio: ratios(eventsOf(shared), eventsOf(embedded)),
      perCallAndSecond: redisFigures((pick) =>
        median(
          shared.rounds.map(
            ({ speech }) => (1_000 * (rateOf(speech, pick) - rateOf(shared.idle, pick))) / calls,
          ),
        ),
      ),
      perEvent: redisFigures((pick) =>
        median(shared.rounds.map(({ calm, lively }) => beyond(lively, calm, (spent) => pickOf(spent, pick)))),
      ),
      perCall: redisFigures(
        (pick) =>
          [shared.begun, shared.ended].reduce(
            (sum, spent) => sum + pickOf(spent, pick) - rateOf(shared.idle, pick) * spent.elapsedMs,
            0,
          ) / calls,
      ),
      heldBytesPerCall: round((shared.begun.redis?.heldBytes ?? 0) / calls, 0),
      idleCommandsPerInstance: round((1_000 * rateOf(shared.idle, "commands")) / shared.instances, 1),
    })),
    levels,
  };
}

type Pick = keyof RedisFigures & keyof RedisUsage;

const pickOf = ({ redis }: Spent, pick: Pick) => redis?.[pick] ?? Number.NaN;
const rateOf = (spent: Spent, pick: Pick) => pickOf(spent, pick) / spent.elapsedMs;

function redisFigures(figure: (pick: Pick) => number): RedisFigures {
  return {
    commands: round(figure("commands"), 1),
    inBytes: round(figure("inBytes"), 0),
    outBytes: round(figure("outBytes"), 0),
    cpuMicros: round(figure("cpuMicros"), 0),
  };
}

/** By event, what the window with many of them has beyond the one with few. */
function beyond(lively: Spent, calm: Spent, pick: (spent: Spent) => number): number {
  const perSecond = (spent: Spent, value: number) => value / spent.elapsedMs;
  return (
    (perSecond(lively, pick(lively)) - perSecond(calm, pick(calm))) /
    (perSecond(lively, lively.finals) - perSecond(calm, calm.finals))
  );
}

/** Of the values at the same place. */
export function ratios(values: readonly number[], over: readonly number[]): Spread {
  const each = values.map((value, at) => value / (over[at] ?? Number.NaN));
  return { median: round(median(each)), least: round(Math.min(...each)), most: round(Math.max(...each)) };
}
