/** The stranger's process: does what the siege tells it, one kind or many at once, and reports each kind's account. */
import { setPriority } from "node:os";
import { seededRandom } from "../../../test/support/random.ts";
import { KINDS } from "./kinds.ts";
import { type KindTally, newTally, noteIn, type Target } from "./scene.ts";

/** Told to this process. */
export type HostileOrder =
  | { type: "begin"; target: Target; seed: number }
  | { type: "calls"; callIds: string[] }
  | { type: "run"; name: string; count: number; paceMs: number; longestHoldMs: number };

/** Told by it: a kind is done. */
export interface HostileReport {
  name: string;
  tally: KindTally;
}

/** Strangers have machines of their own: here they get what Sidetone and the people leave of this one. */
const NICENESS = 10;

let callIds: readonly string[] = [];
let target: Target | undefined;
let chance = seededRandom(1);

type RunOrder = Extract<HostileOrder, { type: "run" }>;

async function run({ name, count, paceMs, longestHoldMs }: RunOrder): Promise<void> {
  const kind = KINDS.find((one) => one.name === name);
  if (kind === undefined || target === undefined)
    throw new Error(`no kind is named ${name}, or nothing has begun`);
  const tally = newTally();
  await kind.run({
    target,
    chance,
    count,
    paceMs,
    longestHoldMs,
    liveCalls: () => callIds,
    ...noteIn(tally),
  });
  process.send?.({ name, tally } satisfies HostileReport);
}

setPriority(NICENESS);
process.on("message", (order: HostileOrder) => {
  if (order.type === "calls") callIds = order.callIds;
  if (order.type === "begin") {
    target = order.target;
    chance = seededRandom(order.seed);
  }
  if (order.type === "run") void run(order);
});
// Connections that break in ways no listener foresaw are what this process is for.
process.on("uncaughtException", () => {});
process.on("unhandledRejection", () => {});
process.on("disconnect", () => process.exit());
