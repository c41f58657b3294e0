/** What the people who work during a siege lived through, with the time of each, so that every kind has its share. */

export type WorkProblem =
  | "agent refused"
  | "operator refused"
  | "words lost"
  | "words doubled"
  | "call not served"
  | "asked to come back";

export interface WorkScore {
  /** From a word's last audio, or its text, leaving the caller to its being on a desktop, in ms. */
  latency(ms: number): void;
  /** From an agent's or operator's request to its answer, in ms. */
  answer(ms: number): void;
  problem(kind: WorkProblem, detail: string, count?: number): void;
  callDone(): void;
  /** What fell into this time. */
  between(fromMs: number, toMs: number): WorkPart;
}

export interface WorkPart {
  calls: number;
  latenciesMs: number[];
  answersMs: number[];
  problems: { kind: WorkProblem; detail: string; count: number }[];
}

interface Stamped<T> {
  atMs: number;
  value: T;
}

export function createWorkScore(now: () => number = Date.now): WorkScore {
  const calls: Stamped<true>[] = [];
  const latencies: Stamped<number>[] = [];
  const answers: Stamped<number>[] = [];
  const problems: Stamped<WorkPart["problems"][number]>[] = [];
  return {
    latency: (ms) => void latencies.push({ atMs: now(), value: ms }),
    answer: (ms) => void answers.push({ atMs: now(), value: ms }),
    problem: (kind, detail, count = 1) => void problems.push({ atMs: now(), value: { kind, detail, count } }),
    callDone: () => void calls.push({ atMs: now(), value: true }),
    between(fromMs, toMs) {
      const within = <T>(all: Stamped<T>[]) =>
        all.flatMap(({ atMs, value }) => (atMs >= fromMs && atMs < toMs ? [value] : []));
      return {
        calls: within(calls).length,
        latenciesMs: within(latencies),
        answersMs: within(answers),
        problems: within(problems),
      };
    },
  };
}

/** How many of a kind of problem there were. */
export function countOf(part: WorkPart, kind: WorkProblem): number {
  return part.problems.reduce((sum, problem) => (problem.kind === kind ? sum + problem.count : sum), 0);
}
