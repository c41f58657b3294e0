/** The siege's side of the stranger's process: starts it, gives orders, and adds up its accounts. */
import { join } from "node:path";
import type { HostileOrder, HostileReport } from "./hostile/main.ts";
import type { KindTally, Target } from "./hostile/scene.ts";

/** See HostileScene. */
export type StrangersOrder = Omit<Extract<HostileOrder, { type: "run" }>, "type">;

export interface Strangers {
  /** Ids of live calls, for the kinds that know them. */
  tellCalls(callIds: string[]): void;
  /** Runs one kind; resolves with its account once all its inputs are sent and answered. Rejects if that never happens. */
  run(order: StrangersOrder): Promise<KindTally>;
  close(): void;
}

const MAIN = join(import.meta.dir, "hostile/main.ts");
/** A busy machine takes long; a kind that takes longer than this hangs. */
const HANG_MS = 1_800_000;

export function startStrangers(target: Target, seed: number): Strangers {
  const waiting = new Map<string, (tally: KindTally) => void>();
  const child = Bun.spawn([process.execPath, "--no-env-file", MAIN], {
    stdio: ["ignore", "inherit", "inherit"],
    ipc(report: HostileReport) {
      waiting.get(report.name)?.(report.tally);
      waiting.delete(report.name);
    },
  });
  const tell = (order: HostileOrder) => child.send(order);
  tell({ type: "begin", target, seed });
  return {
    tellCalls: (callIds) => tell({ type: "calls", callIds }),
    run(order) {
      const { name } = order;
      const { promise, resolve, reject } = Promise.withResolvers<KindTally>();
      const timer = setTimeout(() => reject(new Error(`the strangers did not end: ${name}`)), HANG_MS);
      waiting.set(name, (tally) => {
        clearTimeout(timer);
        resolve(tally);
      });
      tell({ type: "run", ...order });
      return promise;
    },
    close: () => child.kill("SIGKILL"),
  };
}
