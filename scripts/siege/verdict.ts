/** The verdict on a siege: the summary, and a sentence for everything that must not be. */
import type { Stage } from "../../simulators/stage/stage.ts";
import type { Assault } from "./assault.ts";
import {
  BACK_WITHIN_MS,
  DISK_MB_PER_CALL,
  FREE_LINES,
  LEAST_SENT_SHARE,
  MOST_ADDED_MS,
  MOST_DISK_BACK_MB,
  MOST_LINES_PER_INPUT,
  MOST_RSS_BACK_MB,
} from "./bounds.ts";
import type { Footprint } from "./footprint.ts";
import { historyProblems } from "./history-problems.ts";
import type { LogWatch } from "./log-watch.ts";
import { countOf, type WorkPart } from "./work-score.ts";

/** The contract of `make siege`: its last line is this object. */
export interface SiegeSummary {
  ok: boolean;
  hostile: number;
  callWordsLost: number;
  agentsRefused: number;
  operatorsRefused: number;
  p99AddedMs: number;
  rssBackMb: number;
  diskBackMb: number;
  seconds: number;
}

export interface SiegeOutcome {
  summary: SiegeSummary;
  /** What must not be on any machine, as sentences. */
  harm: string[];
  /** What took too long or too much: on a busy machine that may be the machine. */
  measured: string[];
}

export interface SiegeEvidence {
  plan: { inputs: number };
  stage: Stage;
  log: LogWatch;
  say(line: string): void;
  done: readonly Assault[];
  quiet: WorkPart;
  during: WorkPart;
  before: Footprint;
  after: Footprint;
  afterCalls: number;
  doneCalls: ReadonlySet<string>;
  p99(part: WorkPart): number;
  seconds: number;
  calmSeconds: number;
}

const SHOWN_PROBLEMS = 12;
const LOOK_MS = 500;
/** Failures of deadlines inside Sidetone: a bound too high, or a machine too slow. */
const OUT_OF_TIME = /in time|does not answer|took longer|has not started yet/;

export async function judge(evidence: SiegeEvidence): Promise<SiegeOutcome> {
  const { plan, log, say, done, quiet, during, before, after, p99 } = evidence;
  const hostile = done.reduce(
    (sum, { tallies }) => sum + tallies.reduce((all, { tally }) => all + tally.sent, 0),
    0,
  );
  const ofCalls = (evidence.afterCalls - quiet.calls) * DISK_MB_PER_CALL;
  const summary = {
    hostile,
    callWordsLost: countOf(quiet, "words lost") + countOf(during, "words lost"),
    agentsRefused: countOf(during, "agent refused"),
    operatorsRefused: countOf(during, "operator refused"),
    p99AddedMs: Math.max(0, Math.round(p99(during) - p99(quiet))),
    rssBackMb: round(after.rssMb - before.rssMb),
    diskBackMb: round(Math.max(0, after.diskMb - before.diskMb - ofCalls)),
    seconds: evidence.seconds,
  };
  const lived = [...quiet.problems, ...during.problems].slice(0, SHOWN_PROBLEMS);
  const isOfTime = ({ kind }: (typeof lived)[number]) =>
    kind === "call not served" || kind === "asked to come back";
  const told = ({ kind, detail }: (typeof lived)[number]) => `${kind}: ${detail}`;
  const errors = log.errors().map((line) => `the log has ${line}`);
  const measured = [
    ...errors.filter((line) => OUT_OF_TIME.test(line)),
    ...lived.filter(isOfTime).map(told),
    ...tooFew(hostile, LEAST_SENT_SHARE * plan.inputs, "hostile inputs"),
    ...tooMany(summary.p99AddedMs, MOST_ADDED_MS, "ms added to the time from word to desktop"),
    ...tooMany(summary.rssBackMb, MOST_RSS_BACK_MB, "MB of memory that did not come back"),
    ...tooMany(summary.diskBackMb, MOST_DISK_BACK_MB, "MB of disk that did not come back"),
  ];
  const opened = done.flatMap(({ tallies }) => tallies.flatMap(({ tally }) => tally.opened));
  const harm = [
    ...[...new Set(opened)].map((what) => `a door opened to a wrong key: ${what}`),
    ...errors.filter((line) => !OUT_OF_TIME.test(line)),
    ...log.leaks().map((name) => `the log has ${name}`),
    ...tooMany(log.lines() - FREE_LINES, MOST_LINES_PER_INPUT * hostile, "lines of log beyond the usual"),
    ...tooFew(during.calls, 1, "calls that were served meanwhile"),
    ...lived.filter((problem) => !isOfTime(problem)).map(told),
    ...(await aftermath(evidence)),
  ];
  for (const problem of [...harm, ...measured]) say(`PROBLEM ${problem}`);
  say(
    `${during.calls} calls, ${during.answersMs.length} visits of agents and operators meanwhile; ${log.lines()} lines of log; back after ${evidence.calmSeconds} s.`,
  );
  return { summary: { ok: harm.length + measured.length === 0, ...summary }, harm, measured };
}

interface Queue {
  name: string;
  counts: Record<string, number>;
}

/** What must be so when all is over: the process lives and is ready, nothing waits, histories are genuine. */
async function aftermath({ stage, doneCalls }: SiegeEvidence): Promise<string[]> {
  try {
    const ready = await fetch(`${stage.httpBaseUrl}/readyz`, { signal: AbortSignal.timeout(10_000) });
    return [
      ...(ready.status === 200 ? [] : [`readiness is ${ready.status}: ${await ready.text()}`]),
      ...(await leftWork(stage)),
      ...(await historyProblems(stage, [...doneCalls])),
    ];
  } catch (caught) {
    return [
      `Sidetone does not answer any more: ${caught instanceof Error ? caught.message : String(caught)}`,
    ];
  }
}

/** Jobs that still wait after a while of calm: the speed of working off must not depend on what was sent. */
async function leftWork(stage: Stage): Promise<string[]> {
  const endMs = Date.now() + BACK_WITHIN_MS;
  for (;;) {
    const { queues } = (await stage.operators("/jobs")) as unknown as { queues: Queue[] };
    const left = queues.flatMap(({ name, counts }) =>
      ["waiting", "active", "delayed"].flatMap((state) =>
        (counts[state] ?? 0) > 0 ? [`${counts[state]} jobs of ${name} are still ${state}`] : [],
      ),
    );
    if (left.length === 0 || Date.now() > endMs) return left;
    await Bun.sleep(LOOK_MS);
  }
}

function tooMany(count: number, most: number, what: string): string[] {
  return count > most ? [`${Math.round(count)} ${what}, at most ${Math.round(most)}`] : [];
}

function tooFew(count: number, least: number, what: string): string[] {
  return count < least ? [`${Math.round(count)} ${what}, at least ${Math.round(least)}`] : [];
}

const round = (value: number) => Math.round(value * 10) / 10;
