/** Reads a call's persisted snapshot: its context, its state, and those of its participants. */
import { type CallContext, initialCallContext } from "../actors/call/context.ts";
import type { ParticipantContext } from "../actors/participant/context.ts";
import { snapshotOfToday } from "../contract/former-versions.ts";
import type { Speaker } from "../contract/speaker.ts";
import type { StoredCall } from "../storage/port.ts";

export interface StoredParticipant {
  value: unknown;
  context: ParticipantContext;
}

export interface ReadSnapshot {
  value: unknown;
  context: CallContext;
  /** The participant that was alive then. */
  childOf(speaker: Speaker): StoredParticipant | undefined;
}

interface PersistedCall {
  value?: unknown;
  context?: CallContext;
  children?: Record<string, { snapshot?: Partial<StoredParticipant> }>;
}

/**
 * The snapshot as this version would have stored it: fields that an earlier version did not have get their first values.
 * Null for a shape this version does not know.
 */
export function currentSnapshot({ snapshot, source }: Pick<StoredCall, "snapshot" | "source">) {
  const call = snapshotOfToday(snapshot, source) as PersistedCall | null;
  if (!call?.context || !Array.isArray(call.context.legs)) return null;
  return { ...call, context: { ...initialCallContext(call.context), ...call.context } };
}

/** Null for a shape this version does not know. */
export function readStored(stored: StoredCall): ReadSnapshot | null {
  const snapshot = currentSnapshot(stored);
  if (snapshot === null) return null;
  const { context } = snapshot;
  return {
    value: snapshot.value,
    context,
    childOf(speaker) {
      // A stored reference is plain data that names its child.
      const ref = context.participants[speaker]?.ref as { id?: string } | null | undefined;
      const child = ref?.id === undefined ? undefined : snapshot.children?.[ref.id]?.snapshot;
      return child?.context ? { value: child.value, context: child.context } : undefined;
    },
  };
}
