/** A process that plays callers and agents of some lanes, so that one core of the machine is not the bound of all. */
import { answerParent } from "../../bench/audio-path/child-calls.ts";
import { readSample } from "../../samples/sample.ts";
import { placeCallsInto } from "../../simulators/stage/stage.ts";
import type { StageSecrets } from "../../simulators/stage/stage-environment.ts";
import { type PlayedCall, playLane } from "./lane.ts";

/** What it is asked for by `begin`. */
export interface BeginLanes {
  way: { grpcAddress: string; httpBaseUrl: string };
  secrets: StageSecrets;
  /** Numbers of its lanes, among all there are. */
  lanes: number[];
  lanesOfAll: number;
  chunkMs: number;
  /** Times real time. */
  speed: number;
}

const SAMPLE = "lost-card";
const played: PlayedCall[] = [];
let isOver = false;
let lanes: Promise<unknown> = Promise.resolve();

async function begin(options: BeginLanes): Promise<number> {
  const { way, secrets, lanes: numbers, lanesOfAll, chunkMs, speed } = options;
  const sample = await readSample(SAMPLE);
  const ready = async () => {};
  const calls = { ...placeCallsInto({ secrets, way, ready }), httpBaseUrl: way.httpBaseUrl };
  lanes = Promise.all(
    numbers.map((lane) =>
      playLane({
        ...{ calls, sample, chunkMs, speed, isOver: () => isOver },
        beginAfterMs: (sample.durationMs * lane) / lanesOfAll / speed,
        onCall: (call) => void played.push(call),
      }),
    ),
  );
  return sample.durationMs / speed;
}

answerParent({
  hello: () => true,
  /** Answers after how many milliseconds all lanes have a call. */
  begin,
  /** No lane begins another call; answers at once. */
  leave(): void {
    isOver = true;
  },
  /** Answers when all calls are over. */
  async played(): Promise<PlayedCall[]> {
    await lanes;
    return played;
  },
});
