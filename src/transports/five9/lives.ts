/** The life of a call id that a stream belongs to, with the streams that its call knows, whichever instance has them. */
import type { CallDirectory } from "../../calls/port.ts";
import type { CallRef } from "../../contract/call-ref.ts";
import type { LiveCalls } from "./live-calls.ts";
import type { CallStream } from "./who-speaks.ts";

interface LivesContext {
  directory: Pick<CallDirectory, "present">;
  streamsOf(callKey: string): readonly CallStream[] | Promise<readonly CallStream[]>;
}

/** The first life of an id, by which its streams are kept, and the one that a leg belongs to. */
export interface Lives {
  first: CallRef;
  ref: CallRef;
  /** Of that one. */
  streams: readonly CallStream[];
}

/** Open streams of the call on other instances. */
export function elsewhereOf(
  liveCalls: Pick<LiveCalls<{ legId: string; standsBy: boolean }>, "of">,
  { first, streams }: Lives,
): CallStream[] {
  const here = new Set(liveCalls.of(first.callKey).map(({ legId }) => legId));
  return streams.filter(({ legId, isOpen }) => isOpen && !here.has(legId));
}

/** Storage may have to be asked, or another instance. */
export function livesOf(context: LivesContext, first: CallRef): Lives | Promise<Lives> {
  const ref = context.directory.present(first);
  return ref instanceof Promise
    ? ref.then((given) => livesWith(context, first, given))
    : livesWith(context, first, ref);
}

function livesWith(context: LivesContext, first: CallRef, ref: CallRef): Lives | Promise<Lives> {
  const streams = context.streamsOf(ref.callKey);
  if (!(streams instanceof Promise)) return { first, ref, streams };
  return streams.then((given) => ({ first, ref, streams: given }));
}

/** One whose instance lives and has not told of its end is taken for alive. The call closes it where it is replaced. */
export function farRival({ standsBy, agentId, subscriptionId }: CallStream) {
  return { standsBy, isAlive: true, config: { agentId, subscriptionId } };
}
