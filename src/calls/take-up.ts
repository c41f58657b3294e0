/** What belongs to taking up a call that another process had. */
import type { CallEvent, Elsewhere } from "../actors/call/events.ts";
import { heardUpTo } from "../actors/call/log-entries.ts";
import type { StoredCall } from "../storage/port.ts";
import type { LocalDirectoryOptions } from "./directory-options.ts";
import { readStored } from "./stored-snapshot.ts";

export interface TakeUp {
  /** Of its legs, speakers and desktops those are kept that live here. */
  elsewhere?: Elsewhere | undefined;
  /** What happened to it and its record does not know. It is told first: the call may end at once. */
  missed?: readonly CallEvent[];
  /** Another instance may be able to read a record that this one cannot. */
  mayBeNewer?: boolean;
}

/** What its record says. */
export interface Restored {
  snapshot: unknown;
  startedAtMs: number;
  /** Number of the last line of its history. */
  lastLine: number;
}

/** What happened to a call that is not over, and its record does not know. Never rejects. */
export async function missedBy(
  stored: StoredCall,
  { missed }: Pick<LocalDirectoryOptions, "missed">,
): Promise<readonly CallEvent[]> {
  const known = readStored(stored)?.context;
  return known === undefined ? [] : ((await missed?.(stored.callKey, heardUpTo(known))) ?? []);
}
