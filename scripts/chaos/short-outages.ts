/** The main part of the chaos run: many calls at once, faults all the time, none longer than the buffer. */
import type { Stage } from "../../simulators/stage/stage.ts";
import type { Random } from "../../test/support/random.ts";
import { untoldLossesIn } from "./call-record.ts";
import type { FinishedCall } from "./chaos-call.ts";
import { beGone, type FaultScene } from "./fault-kinds.ts";
import { type StruckFault, startFaultStorm } from "./fault-storm.ts";
import type { Recording } from "./speech.ts";
import { planCall } from "./weather.ts";

export interface StormOptions {
  calls: number;
  /** The calls begin evenly within this time. */
  startWithinMs: number;
  speed: number;
  pauseMs: { least: number; most: number };
  /** One outage of this length in the middle of the run; 0 for none. */
  longestOutageMs: number;
}

export interface StormOutcome {
  /** More than were planned: some ids have two. */
  calls: FinishedCall[];
  struck: readonly StruckFault[];
}

export async function weatherTheStorm(
  stage: Stage,
  recordings: readonly Recording[],
  scene: FaultScene & { chance: Random },
  options: StormOptions,
): Promise<StormOutcome> {
  const { calls, startWithinMs, speed, pauseMs, longestOutageMs } = options;
  const plans = Array.from({ length: calls }, (_, index) => ({
    run: planCall(recordings[index % recordings.length] as Recording, index, speed, scene.chance),
    startMs: (startWithinMs * index) / calls + scene.chance.between(0, 700),
  }));
  const storm = startFaultStorm(scene, pauseMs);
  const longOutage = (async () => {
    if (longestOutageMs === 0) return;
    await Bun.sleep(startWithinMs / 2);
    const seconds = Math.round(longestOutageMs / 1000);
    const strike = () => beGone(scene.line, longestOutageMs);
    await storm.strike({ name: `server gone for ${seconds} s`, strike });
  })();
  const outcomes = await Promise.allSettled(
    plans.map(async ({ run, startMs }) => {
      await Bun.sleep(startMs);
      return await run(stage);
    }),
  );
  await Promise.all([storm.stop(), longOutage]);
  const failed = outcomes.find((outcome) => outcome.status === "rejected");
  if (failed !== undefined) throw failed.reason;
  const finished = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? outcome.value : []));
  for (const { problems, record, score } of finished) problems.push(...untoldLossesIn(record, score.lostBy));
  return { calls: finished, struck: storm.struck };
}
