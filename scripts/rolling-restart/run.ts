/** The course of `make rolling-restart`: a fleet under calls, of which each instance is restarted, one after the other. */
import { loadavg } from "node:os";
import { join } from "node:path";
import { type Child, startChild } from "../../bench/audio-path/child-calls.ts";
import { queuesOpen } from "../../simulators/stage/queues-open.ts";
import { type FrontedFleet, startFrontedFleet } from "../fleet/fronted-fleet.ts";
import type { BeginLanes } from "./callers.ts";
import type { PlayedCall } from "./lane.ts";
import { type RollingRestartResult, reportOf } from "./report.ts";

export interface RollingRestartPlan {
  /** That go on at a time. */
  calls: number;
  /** Of a piece of audio. */
  chunkMs: number;
  /** Times real time, of the callers. */
  speed: number;
  /** How long calls go on before the first restart, once all have begun, and after the last one. */
  aroundMs: number;
  say(line: string): void;
}

/** Two of each, so that the others carry on. */
const ROLES = ["worker", "worker", "grpc", "grpc", "http", "http"];
/** Until the proxy sends something to an instance that is back: it leaves one that refused out for a second. */
const KNOWN_AGAIN_MS = 3_000;
const LANES_PER_PROCESS = 100;
const SHOWN_CALLS = 10;

export async function runRollingRestart(plan: RollingRestartPlan): Promise<RollingRestartResult> {
  const fleet = await startFrontedFleet({ roles: ROLES, ownGroup: true });
  try {
    return await restartUnderCalls(fleet, plan);
  } finally {
    await fleet.close();
  }
}

/** Each instance of a fleet that is up, one after the other. */
export async function restartUnderCalls(
  fleet: FrontedFleet,
  plan: RollingRestartPlan,
): Promise<RollingRestartResult> {
  const { calls, aroundMs, say } = plan;
  const instances = fleet.stage.instances.length;
  const callers: Child[] = [];
  try {
    await Promise.all(fleet.stage.instances.map(queuesOpen));
    say(`${instances} instances are ready behind ${fleet.proxyName}; ${calls} calls begin.`);
    const allBegunMs = await beginCalls(fleet, plan, callers);
    await Bun.sleep(allBegunMs + aroundMs);
    const beganAtMs = Date.now();
    const restarts = await restartEach(fleet, say);
    const endedAtMs = Date.now();
    await Bun.sleep(aroundMs);
    await Promise.all(callers.map((child) => child.ask("leave")));
    say("All instances were restarted; the last calls end.");
    const played = (await Promise.all(callers.map((child) => child.ask<PlayedCall[]>("played")))).flat();
    tellOfTrouble(played, say);
    return reportOf(played, { beganAtMs, endedAtMs }, { callsAtOnce: calls, instances, restarts });
  } finally {
    await Promise.all(callers.map((child) => child.end()));
  }
}

/** Resolves with the time until each lane has a call. */
async function beginCalls(
  { way, stage }: FrontedFleet,
  { calls, chunkMs, speed }: RollingRestartPlan,
  callers: Child[],
): Promise<number> {
  const lanes = Array.from({ length: calls }, (_, lane) => lane);
  for (let first = 0; first < calls; first += LANES_PER_PROCESS) {
    callers.push(await startChild({ args: [join(import.meta.dir, "callers.ts")] }));
  }
  const begun = callers.map((child, place) =>
    child.ask<number>("begin", {
      ...{ way, secrets: stage.secrets, chunkMs, speed, lanesOfAll: calls },
      lanes: lanes.filter((lane) => lane % callers.length === place),
    } satisfies BeginLanes),
  );
  return Math.max(...(await Promise.all(begun)));
}

/** Resolves with the number of restarts. Rejects where an instance does not come back. */
async function restartEach({ stage }: FrontedFleet, say: (line: string) => void): Promise<number> {
  for (const [place, instance] of [...stage.instances].entries()) {
    const beganMs = performance.now();
    const code = await instance.stop();
    if (code !== 0) throw new Error(`instance ${place} ended with ${code}`);
    const leftMs = performance.now();
    await stage.startAgain(place);
    const again = stage.instances[place];
    if (again !== undefined) await queuesOpen(again);
    const backMs = performance.now();
    await Bun.sleep(KNOWN_AGAIN_MS);
    const seconds = (fromMs: number, toMs: number) => ((toMs - fromMs) / 1_000).toFixed(1);
    say(
      `instance ${place} left in ${seconds(beganMs, leftMs)} s and was back after ` +
        `${seconds(leftMs, backMs)} s; load average ${loadavg()[0]?.toFixed(0)}`,
    );
  }
  return stage.instances.length;
}

/** Samples are invented dialogues, so their words may be shown. */
function tellOfTrouble(played: readonly PlayedCall[], say: (line: string) => void): void {
  const troubled = played.filter(
    ({ lost, duplicated, problems, suggestionsExpected, suggestionsDelivered }) =>
      lost.length + duplicated.length + problems.length > 0 || suggestionsDelivered < suggestionsExpected,
  );
  for (const call of troubled.slice(0, SHOWN_CALLS)) {
    const { callId, lost, duplicated, problems, suggestionsExpected, suggestionsDelivered } = call;
    say(
      `call ${callId}: lost "${lost.slice(0, 8).join(" ")}", twice "${duplicated.slice(0, 8).join(" ")}", ` +
        `${suggestionsDelivered} of ${suggestionsExpected} suggestions; ${problems.slice(0, 3).join("; ")}`,
    );
  }
  if (troubled.length > SHOWN_CALLS) say(`... and ${troubled.length - SHOWN_CALLS} calls more`);
}
