/** What a leg is given, and how it ends. */
import type { LegCloseCause } from "../../actors/call/events.ts";
import type { AudioSink } from "../../audio/sink.ts";
import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/log.ts";
import type { CallDirectory } from "../../calls/port.ts";
import type { CallRef } from "../../contract/call-ref.ts";
import type { Speaker } from "../../contract/speaker.ts";
import type { Leg } from "./leg.ts";
import type { Five9Limits } from "./limits.ts";
import type { Five9AudioTotals, Five9Metrics } from "./metrics.ts";
import type { ServerStatusCode } from "./status-code.ts";
import type { LegConfig } from "./streaming-config.ts";
import type { VoiceStream } from "./voice-stream.ts";

export interface LegOptions {
  legId: string;
  ref: CallRef;
  speaker: Speaker;
  config: LegConfig;
  stream: VoiceStream;
  sink: AudioSink;
  directory: CallDirectory;
  clock: Clock;
  /** With legId and call key bound. */
  logger: Logger;
  limits: Five9Limits;
  metrics: Five9Metrics;
  audioTotals: Five9AudioTotals;
  /** Another leg brings the same voice already: this one waits until that one is over, on hold or silent. */
  standsBy: boolean;
  /** While it stands by: the leg that is heard. */
  heardLeg(): Pick<Leg, "legId" | "isAlive"> | undefined;
  /** Another leg of the call sent something within this time, or may be silent with good reason. */
  hasSiblingHeardWithin(ms: number): boolean;
  /** A leg that has sent nothing for the idle time is muted rather than dead: its call lives, and its connection answers. */
  mayStayIdle(): Promise<boolean>;
  /** Asked to leave together with others, the leg pauses. */
  onPause(): void;
  /** Called once, before the actor hears that the leg is closed. */
  onClosed(leg: Leg): void;
}

/** How a leg ends: the cause for the actor, and the code for Five9, if any. */
export interface Closing {
  cause: LegCloseCause;
  /** Five9's own code where one brought the end about. */
  statusCode?: number;
  say?: { code: ServerStatusCode; message: string };
}
