/** Room for streams that are not configured yet: with the token as many as there may be streams, without it few. */
import type { Clock } from "../../base/clock.ts";
import { Places } from "../../base/places.ts";
import type { Refusals } from "../../telemetry/refusals.ts";
import { originOfPeer } from "./connection-gate.ts";
import { UNSETTLED_STREAMS } from "./limits.ts";
import type { Five9Metrics } from "./metrics.ts";
import { SERVER_STATUS } from "./status-code.ts";
import type { Five9Call, VoiceStream } from "./voice-stream.ts";

export interface StreamPlaces {
  /** Returns the function that gives the place back; undefined if there is none. */
  take(call: Five9Call, stream: VoiceStream, hasToken: boolean): (() => void) | undefined;
  close(): void;
}

export interface StreamPlacesOptions {
  /** For streams that have shown the token. */
  maxStreams: number;
  clock: Clock;
  metrics: Five9Metrics;
  refusals: Refusals;
}

export function createStreamPlaces(options: StreamPlacesOptions): StreamPlaces {
  const { maxStreams, clock, metrics, refusals } = options;
  const strangers = new Places<VoiceStream>({
    ...UNSETTLED_STREAMS,
    clock,
    onEvicted(stream) {
      metrics.count("unsettledEvicted");
      refusals.note("audio.unsettled");
      stream.endWith(SERVER_STATUS.errorNoResource, "too many streams wait for their configuration");
    },
  });
  /** Streams that have shown the token and have not been configured yet. */
  let awaited = 0;
  return {
    take(call, stream, hasToken) {
      if (!hasToken) return strangers.take(stream, originOfPeer(call.getPeer()));
      if (awaited >= maxStreams) return undefined;
      awaited += 1;
      return () => {
        awaited -= 1;
      };
    },
    close: () => strangers.close(),
  };
}
