/** How much is measured: the whole plan, or a quick look. */

export const SUBJECTS = [
  "compare",
  "thousand",
  "memory",
  "age",
  "watched",
  "storage",
  "fleet",
  "fleet-latency",
  "start",
  "idle",
  "events",
  "latency",
  "restart",
  "peers",
  "peers-events",
] as const;
export type Subject = (typeof SUBJECTS)[number];

/** Live calls while consoles watch, and for how long each state is measured. */
export interface WatchedLevel {
  calls: number;
  rounds: number;
  windowMs: number;
  warmUpMs: number;
}

/** How records are kept, against the version before SQLite. */
export interface StoragePlan {
  /** First and later starts, and looks at a process at rest. */
  rounds: number;
  idleMs: number;
  youngEvents: number;
  warmUpEvents: number;
  /** Of warm events, of appends, and beside the legs. */
  windows: number;
  eventsPerWindow: number;
  legs: number;
  windowMs: number;
  /** While the legs speak. */
  eventsPerSecond: number;
}

/** Calls on one process without Redis and on fleets of growing size. */
export interface FleetPlan {
  calls: number;
  /** Instances of the largest fleet. */
  instances: number;
  rounds: number;
  windowMs: number;
  warmUpMs: number;
  /** Events are pushed one after the other; `warmUpEvents` before the first round. */
  latency: { rounds: number; events: number; warmUpEvents: number };
}

/** What is around the audio path. */
export interface AroundPlan {
  rounds: number;
  isShort: boolean;
  idleMs: number;
  /** Young ones, those that warm the process up, and those of a measured window. */
  events: { young: number; warmUp: number; window: number };
  /** Few enough that their chunks are not joined. */
  legs: number;
  windowMs: number;
}

/** Beside Google's own service. */
export interface PeersPlan {
  /** Where its code is, and the interpreter that has what it needs; from GOOGLE_SERVICE, GOOGLE_BACKEND and PYTHON. */
  googleFolder: string | undefined;
  googleBackend: string | undefined;
  python: string;
  settleMs: number;
  idleMs: number;
  legs: readonly number[];
  rounds: number;
  windowMs: number;
  warmUps: number;
  /** Before the first row, on legs that hang up then. */
  firstWarmUp: { legs: number; forMs: number };
  /** Pushed to one desktop: of new processes, those that warm them up, and those of each round. */
  events: { young: number; warmUp: number; window: number; rounds: number };
}

export interface Plan {
  isQuick: boolean;
  subjects: readonly Subject[];
  /** Legs open at once in the comparison, growing. */
  legs: readonly number[];
  rounds: number;
  windowMs: number;
  /** Windows each candidate plays before the first measured one: of its first rows, until its hot code is compiled, and of later ones. */
  warmUps: { first: number; later: number };
  /** Most messages a second of the comparison: load, candidate and stand-in share this machine. */
  maxRate: number;
  memoryLegs: number;
  thousandLegs: number;
  thousandMs: number;
  ageMessages: number;
  /** Messages a second while ageing. */
  ageRate: number;
  /** First and last part of the ageing, which are compared. */
  agePartMs: number;
  watched: readonly WatchedLevel[];
  storage: StoragePlan;
  fleet: FleetPlan;
  around: AroundPlan;
  peers: PeersPlan;
}

const WHOLE: Omit<Plan, "subjects"> = {
  isQuick: false,
  legs: [50, 300, 1_000],
  rounds: 5,
  windowMs: 3_000,
  warmUps: { first: 12, later: 3 },
  maxRate: 4_000,
  memoryLegs: 300,
  thousandLegs: 1_000,
  thousandMs: 20_000,
  ageMessages: 1_000_000,
  ageRate: 8_000,
  agePartMs: 60_000,
  watched: [
    { calls: 200, rounds: 7, windowMs: 5_000, warmUpMs: 8_000 },
    // A minute of each state.
    { calls: 1_000, rounds: 7, windowMs: 9_000, warmUpMs: 8_000 },
  ],
  storage: {
    rounds: 3,
    idleMs: 8_000,
    youngEvents: 300,
    warmUpEvents: 4_000,
    windows: 5,
    eventsPerWindow: 500,
    legs: 300,
    windowMs: 5_000,
    eventsPerSecond: 40,
  },
  fleet: {
    calls: 40,
    instances: 5,
    rounds: 3,
    windowMs: 2_500,
    warmUpMs: 8_000,
    latency: { rounds: 5, events: 200, warmUpEvents: 400 },
  },
  around: {
    ...{ rounds: 3, isShort: false, idleMs: 20_000, legs: 10, windowMs: 5_000 },
    events: { young: 300, warmUp: 4_000, window: 500 },
  },
  peers: {
    ...{ googleFolder: process.env.GOOGLE_SERVICE, python: process.env.PYTHON ?? "python3" },
    ...{ settleMs: 60_000, idleMs: 20_000, legs: [1, 10, 50, 100], rounds: 3, windowMs: 5_000, warmUps: 2 },
    firstWarmUp: { legs: 50, forMs: 30_000 },
    googleBackend: process.env.GOOGLE_BACKEND,
    events: { young: 200, warmUp: 3_000, window: 500, rounds: 3 },
  },
};

const QUICK: Partial<Plan> = {
  isQuick: true,
  legs: [50, 300],
  rounds: 1,
  windowMs: 2_000,
  warmUps: { first: 2, later: 1 },
  memoryLegs: 100,
  thousandMs: 5_000,
  ageMessages: 60_000,
  agePartMs: 5_000,
  watched: [{ calls: 200, rounds: 3, windowMs: 3_000, warmUpMs: 5_000 }],
  storage: {
    ...WHOLE.storage,
    ...{ rounds: 1, idleMs: 3_000, warmUpEvents: 1_000, windows: 1, legs: 50, windowMs: 3_000 },
  },
  fleet: {
    ...WHOLE.fleet,
    instances: 2,
    rounds: 1,
    windowMs: 3_000,
    warmUpMs: 5_000,
    latency: { rounds: 2, events: 100, warmUpEvents: 100 },
  },
  around: {
    ...{ ...WHOLE.around, rounds: 1, isShort: true, idleMs: 3_000, windowMs: 2_000 },
    events: { young: 100, warmUp: 500, window: 200 },
  },
  peers: {
    ...WHOLE.peers,
    settleMs: 3_000,
    idleMs: 3_000,
    legs: [10],
    rounds: 1,
    windowMs: 3_000,
    warmUps: 1,
    firstWarmUp: { legs: 10, forMs: 3_000 },
    events: { young: 200, warmUp: 500, window: 200, rounds: 1 },
  },
};

/** From the command line: `--quick`, `--only=compare,age`. Throws, with the names there are, on any other name. */
export function readPlan(args: readonly string[]): Plan {
  const only = args.find((arg) => arg.startsWith("--only="))?.slice("--only=".length);
  const subjects = only === undefined ? SUBJECTS : only.split(",").map(subjectNamed);
  return { ...WHOLE, ...(args.includes("--quick") ? QUICK : {}), subjects };
}

function subjectNamed(name: string): Subject {
  const subject = SUBJECTS.find((known) => known === name);
  if (subject === undefined) throw new Error(`"${name}" is none of ${SUBJECTS.join(", ")}`);
  return subject;
}
