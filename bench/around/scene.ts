/** What the measurements around the audio path share: the processes, and how a built program is started. */
import { queuesOpen } from "../../simulators/stage/queues-open.ts";
import type { BenchStage, Candidate } from "../audio-path/stage.ts";
import type { AroundPlan } from "../plan.ts";
import type { AroundName } from "./rows.ts";

export type Say = (line: string) => void;
/** The values of all rounds, by row. */
export type Measured = Partial<Record<AroundName, number[]>>;

export interface Scene {
  stage: BenchStage;
  /** The built program, as `make start` and the image run it. */
  main: string;
  plan: AroundPlan;
  directory: string;
}

export function start({ stage, main }: Scene, settings: Record<string, string>): Promise<Candidate> {
  return stage.start("sidetone", { main, settings });
}

export function queuesOfCandidate({ operators }: Candidate): Promise<void> {
  return queuesOpen({ httpPort: Number(new URL(operators?.url ?? "").port) });
}
