/** A whole fleet on this machine: a real Redis, processes of Sidetone with their roles, and a real proxy in front of them. */
import {
  anyProxy,
  type ProxyName,
  type ProxyOptions,
  type RunningProxy,
  startProxy,
} from "../../deploy/proxies/running-proxy.ts";
import {
  type FleetStage,
  type FleetStageOptions,
  startFleetStage,
} from "../../simulators/stage/fleet-stage.ts";
import type { CallStage } from "../../simulators/stage/stage.ts";
import {
  type RedisServerOptions,
  redisServerPath,
  startRedisServer,
  type TestRedisServer,
} from "../../test/support/redis-server.ts";

export interface FrontedFleetOptions extends Omit<FleetStageOptions, "redisUrl"> {
  /** A folder in which Redis keeps what it has acknowledged. Absent: nothing is kept. */
  keepIn?: string;
  /** The proxy's. Absent: any free ones. */
  ports?: { audio: number; web: number };
}

export interface FrontedFleet {
  stage: FleetStage;
  /** Through the proxy. */
  calls: CallStage;
  /** The proxy's addresses. */
  way: { grpcAddress: string; httpBaseUrl: string };
  redis: TestRedisServer;
  proxyName: ProxyName;
  /** Kills Redis and starts it again where it was. */
  restartRedis(): Promise<void>;
  /** Ends instances in order, then proxy and Redis. */
  close(): Promise<void>;
}

/** What is missing on this machine, as a sentence; null if nothing is. */
export function missingForFleet(): string | null {
  if (redisServerPath === null) return "redis-server is not installed: apt-get install redis-server";
  if (anyProxy() === null) return "Neither nginx nor HAProxy is installed: apt-get install nginx-light";
  return null;
}

const takes = (role: string, work: string) => role === "all" || role.split(",").includes(work);

/** Throws what `missingForFleet` says. */
export async function startFrontedFleet(options: FrontedFleetOptions): Promise<FrontedFleet> {
  const { keepIn, ports, ownGroup = false, roles, settings } = options;
  const proxyName = anyProxy();
  if (proxyName === null) throw new Error(missingForFleet() ?? "no proxy");
  const redisOptions: RedisServerOptions = { ownGroup, ...(keepIn === undefined ? {} : { keepIn }) };
  const fleet: { redis: TestRedisServer; stage?: FleetStage; proxy?: RunningProxy } = {
    redis: await startRedisServer(redisOptions),
  };
  const close = async () => {
    await fleet.stage?.close();
    await fleet.proxy?.close();
    await fleet.redis.close();
  };
  try {
    const stage = await startFleetStage({
      ...options,
      redisUrl: fleet.redis.url,
      settings: { TRUSTED_PROXIES: "127.0.0.1", ...settings },
    });
    fleet.stage = stage;
    const those = (work: string) => stage.instances.filter((_, index) => takes(roles[index] ?? "", work));
    const front: ProxyOptions = { name: proxyName, audio: those("grpc"), web: those("http"), hasTls: false };
    const proxy = await startProxy({ ...front, ownGroup, ...(ports === undefined ? {} : { ports }) });
    fleet.proxy = proxy;
    const way = { grpcAddress: proxy.audio, httpBaseUrl: proxy.web };
    return {
      stage,
      calls: stage.through(way),
      way,
      get redis() {
        return fleet.redis;
      },
      proxyName,
      async restartRedis() {
        await fleet.redis.kill();
        fleet.redis = await startRedisServer({ ...redisOptions, port: fleet.redis.port });
      },
      close,
    };
  } catch (caught) {
    await close();
    throw caught;
  }
}
