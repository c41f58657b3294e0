/** The course of `make fleet`: the demo's call through a fleet of five processes behind a proxy. */
import { freePort } from "../../test/support/free-port.ts";
import {
  type DemoCallOptions,
  type DemoSummary,
  playCall,
  type Say,
  seconds,
  untilInterrupted,
} from "../demo/play-call.ts";
import { usualPort } from "../demo/usual-port.ts";
import { type FrontedFleet, startFrontedFleet } from "./fronted-fleet.ts";

export interface FleetDemoOptions extends DemoCallOptions {
  once: boolean;
  /** When the command was given. */
  askedAtMs: number;
  /** Resolves when it is to end. */
  interrupted: Promise<unknown>;
}

/** The contract of `make fleet ONCE=1`: its last line is this object. */
export interface FleetDemoSummary extends DemoSummary {
  instances: number;
}

const ROLES = ["grpc", "grpc", "http", "http", "worker"];
const USUAL_HTTP_PORT = 8080;
const USUAL_GRPC_PORT = 50051;

/** Null where Ctrl-C has ended it before the call was over. */
export async function runFleetDemo(options: FleetDemoOptions, say: Say): Promise<FleetDemoSummary | null> {
  const startedAtMs = Date.now();
  const { source, sample, once, interrupted } = options;
  say(`Starting the simulated Agent Assist cloud, Redis, ${ROLES.length} instances and a proxy ...`);
  const fleet = await startFrontedFleet({
    roles: ROLES,
    ownGroup: true,
    cloud: { samples: [sample] },
    settings: { RECONNECT_GRACE_MS: "2000", DRAIN_DEADLINE_MS: "2000", ...source.settings },
    ports: { audio: await portNear(USUAL_GRPC_PORT), web: await portNear(USUAL_HTTP_PORT) },
  });
  try {
    say(`The fleet is ready after ${seconds(Date.now() - startedAtMs)}.`);
    for (const line of describe(fleet)) say(line);
    const over = interrupted.then(() => null);
    const play = (askedAtMs: number) => playCall(fleet.calls, options, askedAtMs, say);
    const summary = await Promise.race([play(options.askedAtMs), over]);
    if (summary === null) return null;
    if (!once) await untilInterrupted(interrupted, () => play(Date.now()), say);
    return { ...summary, instances: ROLES.length };
  } finally {
    await fleet.close();
  }
}

async function portNear(usual: number): Promise<number> {
  return Number(await usualPort(usual)) || (await freePort());
}

function describe({ stage, calls, proxyName, redis }: FrontedFleet): string[] {
  const row = (name: string, text: string) => `  ${name.padEnd(10)}${text}`;
  return [
    row(proxyName, `${calls.httpBaseUrl} for webhooks, panel and console; audio beside it`),
    row("redis", `port ${redis.port}`),
    ...stage.instances.map(({ pid, grpcPort, httpPort }, index) => {
      const audio = grpcPort > 0 ? `audio on port ${grpcPort}, ` : "";
      return row(ROLES[index] ?? "", `process ${pid}, ${audio}web on port ${httpPort}`);
    }),
    row("console", `${calls.httpBaseUrl}/operators/, sign in with ${calls.secrets.operatorToken}`),
  ];
}
