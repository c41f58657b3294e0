/** What a pushed event costs that is kept and brought to one desktop: of a new process, and of one that has brought many. */
import { randomBytes } from "node:crypto";
import { startPusher } from "../../simulators/pubsub-push/pusher.ts";
import { openEventStream } from "../storage/events.ts";
import { untilAtRest } from "../storage/starts.ts";
import { pushedTo } from "../storage/versions.ts";
import { type Measured, queuesOfCandidate, type Say, type Scene, start } from "./scene.ts";

export async function eventRows(scene: Scene, say: Say): Promise<Measured> {
  const { rounds, events: plan } = scene.plan;
  const pusher = await startPusher();
  try {
    const launchKey = randomBytes(24).toString("hex");
    const candidate = await start(scene, pushedTo(pusher, launchKey));
    await queuesOfCandidate(candidate);
    const httpBaseUrl = candidate.operators?.url ?? "";
    // What its start still compiles is the start's.
    await untilAtRest(candidate);
    const stream = await openEventStream({ candidate, launchKey, httpBaseUrl }, pusher);
    const measure = async (what: string, count: number): Promise<number> => {
      const cpuMs = (await stream.cpuMicrosPerEvent(count)) / 1_000;
      say(`events, ${what}: ${cpuMs.toFixed(2)} ms of CPU each`);
      return cpuMs;
    };
    const youngEvent = [await measure("young", plan.young)];
    await measure("warming up", plan.warmUp);
    const warmEvent: number[] = [];
    for (let round = 1; round <= rounds; round += 1)
      warmEvent.push(await measure(`warm ${round}`, plan.window));
    stream.close();
    await candidate.end();
    return { youngEvent, warmEvent };
  } finally {
    await pusher.close();
  }
}
