/** Every way in which the upstream of a call goes wrong here, each with how to bring it about. */
import { status } from "@grpc/grpc-js";
import type { LiveStream } from "../../simulators/agent-assist/services/live-stream.ts";
import type { AgentAssistSimulator } from "../../simulators/agent-assist/simulator.ts";
import { HTTP2_ERROR } from "../../simulators/line/frames.ts";
import type { Line } from "../../simulators/line/line.ts";
import type { LineConnection } from "../../simulators/line/line-connection.ts";
import type { Random } from "../../test/support/random.ts";

export interface FaultScene {
  cloud: AgentAssistSimulator;
  line: Line;
  chance: Random;
}

/** What a fault hit: a participant's full name, or everybody. */
export type FaultTarget = string | "everybody";

export interface FaultKind {
  name: string;
  /** How often it is drawn, compared with the others. */
  weight: number;
  /** Resolves when the fault is over; undefined if there was no target. */
  strike(scene: FaultScene): Promise<FaultTarget | undefined> | FaultTarget | undefined;
}

/** gRPC answers to one stream, with the server's words for them where they are known. */
const ANSWERS: readonly [name: string, weight: number, code: number, message: string][] = [
  ["stream limit reached", 4, status.OUT_OF_RANGE, "Exceeded maximum allowed stream duration."],
  ["audio timeout", 3, status.OUT_OF_RANGE, "Audio Timeout Error: Long duration elapsed without audio."],
  ["ABORTED", 3, status.ABORTED, "The operation was aborted."],
  ["DEADLINE_EXCEEDED", 3, status.DEADLINE_EXCEEDED, "Deadline exceeded."],
  ["UNAVAILABLE", 4, status.UNAVAILABLE, "The service is currently unavailable."],
  ["INTERNAL", 3, status.INTERNAL, "Internal error encountered."],
  ["RESOURCE_EXHAUSTED", 3, status.RESOURCE_EXHAUSTED, "Quota exceeded."],
  ["CANCELLED", 2, status.CANCELLED, "The operation was cancelled."],
];

const RESETS = [
  HTTP2_ERROR.internal,
  HTTP2_ERROR.cancel,
  HTTP2_ERROR.refusedStream,
  HTTP2_ERROR.enhanceYourCalm,
];

export const FAULT_KINDS: readonly FaultKind[] = [
  ...ANSWERS.map(([name, weight, code, message]) => ({
    name,
    weight,
    strike: ({ cloud, chance }: FaultScene) =>
      onStream(cloud, chance, (stream) => stream.fail({ code, message })),
  })),
  {
    name: "reset",
    weight: 5,
    strike: (scene) =>
      onConnection(scene, (connection) =>
        connection.resetNewestStream(scene.chance.pick(RESETS) ?? HTTP2_ERROR.internal),
      ),
  },
  {
    name: "connection killed",
    weight: 5,
    strike: (scene) => onConnection(scene, (connection) => connection.cut()),
  },
  {
    name: "GOAWAY, stream goes on",
    weight: 3,
    strike: (scene) => onConnection(scene, (connection) => connection.sendAway(HTTP2_ERROR.none)),
  },
  {
    name: "GOAWAY, then cut",
    weight: 4,
    strike: (scene) =>
      onConnection(scene, (connection) => {
        connection.sendAway(scene.chance.pick([HTTP2_ERROR.none, HTTP2_ERROR.enhanceYourCalm]) ?? 0);
        setTimeout(() => connection.cut(), scene.chance.between(0, 300));
      }),
  },
  {
    name: "slow server",
    weight: 5,
    strike: (scene) =>
      onConnection(scene, (connection) => connection.stall(scene.chance.between(300, 4_000))),
  },
  {
    name: "final lost, connection killed",
    weight: 6,
    strike: (scene) =>
      onConnection(scene, (connection, stream) => stream.loseNextFinal(() => connection.cut())),
  },
  {
    name: "final lost, stream reset",
    weight: 3,
    strike: (scene) =>
      onConnection(scene, (connection, stream) =>
        stream.loseNextFinal(() => connection.resetNewestStream(HTTP2_ERROR.internal)),
      ),
  },
  {
    name: "all streams at once",
    weight: 1,
    strike({ cloud }) {
      if (cloud.faults.liveStreams().length === 0) return undefined;
      cloud.faults.breakAllStreams();
      return "everybody";
    },
  },
  {
    name: "new streams refused",
    weight: 1,
    async strike({ cloud, chance }) {
      const code = chance.pick([status.RESOURCE_EXHAUSTED, status.UNAVAILABLE]) ?? status.UNAVAILABLE;
      cloud.faults.refuseStreams = { code, message: "Not now." };
      cloud.faults.breakAllStreams();
      await Bun.sleep(chance.between(500, 2_500));
      cloud.faults.refuseStreams = undefined;
      return "everybody";
    },
  },
  { name: "server gone", weight: 1, strike: ({ line, chance }) => beGone(line, chance.between(300, 4_000)) },
];

/** The port is closed for this long; then the same server with the same memory is back. */
export async function beGone(line: Line, durationMs: number): Promise<FaultTarget> {
  await line.down();
  await Bun.sleep(durationMs);
  await line.up();
  return "everybody";
}

function onStream(
  cloud: AgentAssistSimulator,
  chance: Random,
  strike: (stream: LiveStream) => void,
): FaultTarget | undefined {
  const stream = chance.pick(cloud.faults.liveStreams());
  if (stream !== undefined) strike(stream);
  return stream?.participantName;
}

function onConnection(
  { cloud, line, chance }: FaultScene,
  strike: (connection: LineConnection, stream: LiveStream) => void,
): FaultTarget | undefined {
  return onStream(cloud, chance, (stream) => {
    const connection = line.connectionOf(stream.peer);
    if (connection !== undefined) strike(connection, stream);
  });
}
