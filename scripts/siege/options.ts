/** What a siege can be told, from its command line. */
import { parseArgs } from "node:util";
import { FULL_RUN } from "./hostile/kinds.ts";

export interface SiegeOptions {
  seed: number;
  /** How long strangers are at it on a quiet machine, about; a busy one takes longer for the same inputs. */
  durationMs: number;
  /** Records and jobs in a redis-server instead of the embedded database. */
  redis: boolean;
  /** Hostile inputs to send; fewer for a shorter siege. */
  inputs: number;
}

const FULL_SECONDS = 180;

export const SIEGE_HELP = `Usage: make siege [DURATION=s] [REDIS=1] [SEED=n]

  --seed N       draws the same inputs again (default: drawn and printed)
  --duration S   about the seconds it takes a quiet machine to send them all (default ${FULL_SECONDS}: ${FULL_RUN} hostile
                 inputs; fewer where it is shorter). A busy machine takes longer, and sends as many
  --redis        records and jobs in a redis-server of its own (needs redis-server)
  --help         this text

Last line: {"ok","hostile","callWordsLost","agentsRefused","operatorsRefused","p99AddedMs","rssBackMb","diskBackMb","seconds"};
exit 0 only if ok.`;

/** Undefined if the help is asked for. Throws a sentence where a value cannot be. */
export function readSiegeOptions(args: string[]): SiegeOptions | undefined {
  const { values } = parseArgs({
    args,
    options: {
      seed: { type: "string" },
      duration: { type: "string", default: String(FULL_SECONDS) },
      redis: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return undefined;
  const seed = Number(values.seed ?? Math.floor(Math.random() * 1_000_000));
  const seconds = Number(values.duration);
  if (!Number.isInteger(seed)) throw new Error("SEED must be a whole number.");
  if (!(seconds >= 1)) throw new Error("DURATION must be seconds, at least 1.");
  const inputs = Math.ceil(FULL_RUN * Math.min(1, seconds / FULL_SECONDS));
  return { seed, durationMs: seconds * 1_000, redis: values.redis, inputs };
}
