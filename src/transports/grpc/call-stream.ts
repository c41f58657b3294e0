/**
 * The HTTP/2 stream under a call of grpc-js. The library shows it to nobody; each message passes four layers, three promises and
 * two queues, made for retries, compression and deadlines, of which a stream of audio needs none.
 */
import type { ClientHttp2Stream } from "node:http2";

/** What is used of ResolvingCall, RetryingCall, LoadBalancingCall and Http2SubchannelCall of grpc-js 1.14. */
interface Layer {
  child?: Layer | null;
  underlyingCalls?: readonly Attempt[];
  getNextBufferIndex?(): number;
  http2Stream?: ClientHttp2Stream;
}

interface Attempt {
  call: Layer;
  /** Of the messages that the call was given, the first that is not written yet. */
  nextMessageToSend: number;
}

/**
 * Undefined until the call has one and all that it was given is written there; and where another version of the library keeps
 * it elsewhere.
 */
export function streamOf(call: object): ClientHttp2Stream | undefined {
  const retrying = (call as Layer).child;
  const attempt = retrying?.underlyingCalls?.at(-1);
  const isWritten = attempt !== undefined && attempt.nextMessageToSend === retrying?.getNextBufferIndex?.();
  return isWritten ? attempt.call.child?.http2Stream : undefined;
}
