/** What a run of `make chaos-fleet` can be told. */
import { parseArgs } from "node:util";

export interface ChaosFleetOptions {
  seed: number;
  calls: number;
  /** In which the calls begin, and so about how long the weather lasts. */
  durationMs: number;
}

export const CHAOS_FLEET_HELP = `Usage: make chaos-fleet [CALLS=100] [DURATION=180] [SEED=n]

  --calls N      calls of both vendors, spread over five instances on one Redis behind a proxy
  --duration S   seconds in which they begin, while instances are killed, told to leave and stopped
  --seed N       draws the same calls and the same order of strikes again (default: drawn and printed)

Last line: {"ok","calls","instances","kills","wordsExpected","wordsLostBesideOutage","wordsDuplicated","eventsLost",
"eventsDuplicated","completions","doubleOwners","takeOverMs","deafMs"}; exit 0 only if ok.`;

/** Undefined if the help is asked for. Throws a sentence where a value cannot be. */
export function readChaosFleetOptions(args: string[]): ChaosFleetOptions | undefined {
  const { values } = parseArgs({
    args,
    options: {
      seed: { type: "string" },
      calls: { type: "string", default: "100" },
      duration: { type: "string", default: "180" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return undefined;
  const options = {
    seed: Number(values.seed ?? Math.floor(Math.random() * 1_000_000)),
    calls: Number(values.calls),
    durationMs: Number(values.duration) * 1000,
  };
  if (!Number.isInteger(options.seed)) throw new Error("SEED must be a whole number.");
  if (!Number.isInteger(options.calls) || options.calls < 1)
    throw new Error("CALLS must be a number above 0.");
  if (!(options.durationMs > 0)) throw new Error("DURATION must be seconds above 0.");
  return options;
}
