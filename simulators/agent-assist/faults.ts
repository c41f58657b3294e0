/** Misbehaviour on cue: a test sets these at any time, and the simulator obeys from then on. */
import { status } from "@grpc/grpc-js";
import type { RpcStatus } from "./rpc.ts";
import type { LiveStream } from "./services/live-stream.ts";

export interface Faults {
  /** Every CreateConversation is answered so. */
  refuseConversations: RpcStatus | undefined;
  /** Every CreateParticipant is answered so. */
  refuseParticipants: RpcStatus | undefined;
  /** Every new stream of audio is answered so. */
  refuseStreams: RpcStatus | undefined;
  /** The next new stream of audio fails so, at its first audio after `afterAudioMs`; used up by that stream. */
  failNextStream: (RpcStatus & { afterAudioMs?: number }) | undefined;
  /** Each stream fails with UNAVAILABLE once it has received this much audio. */
  failStreamsAfterMs: number | undefined;
  /** Streams take audio but neither hear nor answer. */
  muteStreams: boolean;
  /** Every event reaches each subscription twice, with the same message id (Pub/Sub is at least once). */
  duplicateEvents: boolean;
  /** Events are published this much later. */
  delayEventsMs: number;
  /**
   * Every other interim result reaches its subscriptions this much later than it was published, under an id of its own:
   * Pub/Sub keeps no order without ordering keys, and Google does not promise that interim and final share their
   * message_id. An emulator delivers by itself, so it has no effect there.
   */
  lateInterimsMs: number;
  /** Ends every open stream of audio with this code. */
  breakAllStreams(code?: number, message?: string): void;
  /** The streams of audio that are open now, oldest first. */
  liveStreams(): readonly LiveStream[];
}

export function createFaults(liveStreams: () => readonly LiveStream[]): Faults {
  return {
    refuseConversations: undefined,
    refuseParticipants: undefined,
    refuseStreams: undefined,
    failNextStream: undefined,
    failStreamsAfterMs: undefined,
    muteStreams: false,
    duplicateEvents: false,
    delayEventsMs: 0,
    lateInterimsMs: 0,
    breakAllStreams(code = status.UNAVAILABLE, message = "The service is currently unavailable.") {
      for (const stream of liveStreams()) stream.fail({ code, message });
    },
    liveStreams,
  };
}
