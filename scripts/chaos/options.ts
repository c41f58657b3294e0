/** What a chaos run can be told, from its command line. */
import { parseArgs } from "node:util";
import type { RecognitionApiName } from "../../src/settings/recognition.ts";

export interface ChaosOptions {
  seed: number;
  calls: number;
  /** Time in which the calls begin, and so about how long the storm rages. */
  durationMs: number;
  /** Times real time. */
  speed: number;
  /** RECOGNITION_API of the Sidetone that weathers it. */
  api: RecognitionApiName;
  /** Records and jobs in a redis-server of its own instead of the embedded database. */
  redis: boolean;
}

export const CHAOS_HELP = `Usage: make chaos [SEED=n] [CALLS=n] [DURATION=s] [SPEED=x] [RECOGNITION_API=bidi|streaming] [REDIS=1]

  --seed N       draws the same faults and calls again (default: drawn and printed)
  --calls N      calls in the storm (default 40)
  --duration S   seconds in which they begin (default 90)
  --speed X      times real time, at most 1.5: the replay must be able to catch up (default 1)
  --api NAME     recognition by bidi or streaming (default bidi)
  --redis        records and jobs in a redis-server of its own (needs redis-server)
  --help         this text

Last line: {"ok","rollovers","faults","wordsExpected","wordsLost","wordsDuplicated","ledgerBalanced",
"weather":{"episodes","secondAgents","silentLegs","latePartials"}}; exit 0 only if ok, which needs some of each weather.`;

const FASTEST = 1.5;

/** Undefined if the help is asked for. Throws a sentence where a value cannot be. */
export function readChaosOptions(args: string[]): ChaosOptions | undefined {
  const { values } = parseArgs({
    args,
    options: {
      seed: { type: "string" },
      calls: { type: "string", default: "40" },
      duration: { type: "string", default: "90" },
      speed: { type: "string", default: "1" },
      api: { type: "string", default: "bidi" },
      redis: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return undefined;
  const { api } = values;
  if (api !== "bidi" && api !== "streaming") throw new Error("RECOGNITION_API must be bidi or streaming.");
  const options = {
    api: api as RecognitionApiName,
    redis: values.redis,
    seed: Number(values.seed ?? Math.floor(Math.random() * 1_000_000)),
    calls: Number(values.calls),
    durationMs: Number(values.duration) * 1000,
    speed: Number(values.speed),
  };
  if (!Number.isInteger(options.seed)) throw new Error("SEED must be a whole number.");
  if (!Number.isInteger(options.calls) || options.calls < 1)
    throw new Error("CALLS must be a number above 0.");
  if (!(options.durationMs > 0)) throw new Error("DURATION must be seconds above 0.");
  if (!(options.speed > 0 && options.speed <= FASTEST))
    throw new Error(`SPEED must be above 0, at most ${FASTEST}.`);
  return options;
}
