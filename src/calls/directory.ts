/** Finds or creates the call an event is for, on this instance; restores unfinished calls at start. */
import type { CallTiming, RecognitionPolicy } from "../actors/call/context.ts";
import type { LegCommand } from "../actors/call/events.ts";
import type { callMachine } from "../actors/call/machine.ts";
import { policyOf } from "../actors/catalogue.ts";
import type { ParticipantTiming } from "../actors/participant/context.ts";
import type { Clock } from "../base/clock.ts";
import { SidetoneError } from "../base/errors.ts";
import type { Logger } from "../base/log.ts";
import type { CallRef } from "../contract/call-ref.ts";
import { snapshotOfToday } from "../contract/former-versions.ts";
import type { CallStore, StoredCall } from "../storage/port.ts";
import { Announcements } from "./announcements.ts";
import { createEndedForGood } from "./ended-for-good.ts";
import { createListeners } from "./listeners.ts";
import { type FinalAccounts, type LiveCall, startLiveCall } from "./live-call.ts";
import type { CallDirectory } from "./port.ts";
import { createRecordWriter } from "./record-writer.ts";
import type { CallStateView } from "./view.ts";

export interface LocalDirectoryOptions {
  /** The call chart with its actors provided. */
  machine: typeof callMachine;
  timing: CallTiming;
  participantTiming: ParticipantTiming;
  recognition: RecognitionPolicy;
  store: CallStore;
  clock: Clock;
  logger: Logger;
  /** Calls that may live at once; beyond it no new one begins. */
  maxCalls: number;
  /** An announced call without audio had to make room, for audio or for the next announcement. */
  onDisplaced?(callKey: string): void;
  onStarted?(callKey: string): void;
  /** Closes the accounts of a call that is over; what it gives is stored with the call's last lines. */
  onEnding?(callKey: string): FinalAccounts;
  onEnded?(callKey: string): void;
}

export interface LocalDirectory extends CallDirectory {
  list(): LiveCall[];
  get(callKey: string): LiveCall | null;
  /** The state view of a live call, or null. */
  viewOf(callKey: string): CallStateView | null;
  /** Hears each change of a call's view, also of a call that does not live yet; returns the unsubscribe function. */
  onView(callKey: string, listener: (view: CallStateView) => void): () => void;
  /**
   * Hears of every call that changed, also of its end; returns the unsubscribe function. It runs on the call's own path:
   * a listener takes a note and does no more.
   */
  onChange(listener: (call: LiveCall) => void): () => void;
  /** Brings back the calls a former process left unfinished; returns how many. */
  restore(): Promise<number>;
  /** Stores every call as unfinished and stops it. */
  suspend(): Promise<void>;
}

interface RestoredCall {
  snapshot: unknown;
  startedAtMs: number;
  /** Number of the last line of its history. */
  lastLine: number;
}

/** Calls of an older version have lines without numbers. */
const MAX_UNNUMBERED_LINES = 100_000;

function endedCall(stored: StoredCall, endedAtMs: number): StoredCall {
  const { summary } = stored;
  return { ...stored, endedAtMs, ...(summary ? { summary: { ...summary, live: false, endedAtMs } } : {}) };
}

/** Share of the places that calls without audio may take: whoever announces calls has shown no audio yet. */
const ANNOUNCED_SHARE = 0.5;
const DISPLACED = { type: "call.end", reason: "its audio did not come, and its place was needed" } as const;

export function createLocalDirectory(options: LocalDirectoryOptions): LocalDirectory {
  const { machine, store, clock, logger, maxCalls } = options;
  const calls = new Map<string, LiveCall>();
  const legListeners = createListeners<LegCommand>();
  const viewListeners = createListeners<CallStateView>();
  const endedForGood = createEndedForGood((command) => legListeners.tell(command.legId, command));
  const announcements = new Announcements(Math.ceil(maxCalls * ANNOUNCED_SHARE));
  const changeListeners = new Set<(call: LiveCall) => void>();
  const writer = createRecordWriter({ store, clock, logger });

  function start(ref: CallRef, restored?: RestoredCall): LiveCall {
    const { timing, participantTiming, recognition } = options;
    const call: LiveCall = startLiveCall({
      ref,
      machine,
      input: { ...ref, timing, participantTiming, recognition },
      ...(restored ? { restored } : {}),
      startedAtMs: restored?.startedAtMs ?? clock.now(),
      writer,
      clock,
      logger,
      onLegCommand: (command) => legListeners.tell(command.legId, command),
      onViewChanged: (view) => viewListeners.tell(ref.callKey, view),
      onChanged() {
        // The first events come before the call is known.
        const changed = calls.get(ref.callKey);
        if (changed) for (const listener of changeListeners) listener(changed);
      },
      onEnding: () => options.onEnding?.(ref.callKey) ?? { ledgers: {}, lines: [] },
      onEnded() {
        announcements.remove(ref.callKey);
        if (calls.get(ref.callKey) === call) calls.delete(ref.callKey);
        if (call.actor().getSnapshot().context.isEndedForGood) endedForGood.add(ref.callKey);
        options.onEnded?.(ref.callKey);
      },
    });
    calls.set(ref.callKey, call);
    for (const listener of changeListeners) listener(call);
    options.onStarted?.(ref.callKey);
    return call;
  }

  function living(callKey: string): LiveCall | null {
    const call = calls.get(callKey);
    return call && call.actor().getSnapshot().status === "active" ? call : null;
  }

  /** False where nobody is there to go. */
  function displaceAnnouncement(): boolean {
    const callKey = announcements.takeOldest();
    if (callKey === undefined) return false;
    living(callKey)?.send(DISPLACED);
    options.onDisplaced?.(callKey);
    return true;
  }

  function makeRoom(isAnnouncement: boolean): void {
    const isFull = calls.size >= maxCalls;
    if (isAnnouncement && announcements.isFull && displaceAnnouncement()) return;
    if (!isFull || (!isAnnouncement && displaceAnnouncement())) return;
    throw new SidetoneError("LIMIT_EXCEEDED", "too many calls", { retryable: true });
  }

  return {
    deliver(ref, event) {
      const call = living(ref.callKey);
      if (call) {
        if (event.type === "leg.opened") announcements.remove(ref.callKey);
        call.send(event);
        return true;
      }
      if (!policyOf(event.type).begins) return false;
      if (endedForGood.takes(ref.callKey, event)) return true;
      const isAnnouncement = event.type === "cti.received";
      makeRoom(isAnnouncement);
      if (isAnnouncement) announcements.add(ref.callKey);
      start(ref).send(event);
      return true;
    },
    deliverTo(callKey, event) {
      const call = living(callKey);
      call?.send(event);
      return call !== null;
    },
    onLegCommand: (legId, listener) => legListeners.add(legId, listener),
    list: () => [...calls.values()],
    get: (callKey) => calls.get(callKey) ?? null,
    viewOf: (callKey) => calls.get(callKey)?.view() ?? null,
    onView: (callKey, listener) => viewListeners.add(callKey, listener),
    onChange(listener) {
      changeListeners.add(listener);
      return () => changeListeners.delete(listener);
    },
    async restore() {
      const unfinished = await store.listUnfinished();
      for (const stored of unfinished) {
        const { callKey, vendorCallId, startedAtMs } = stored;
        const snapshot = snapshotOfToday(stored.snapshot, stored.source);
        const ref: CallRef = { callKey, vendorCallId, source: stored.source };
        try {
          const lastLine = stored.lastLine ?? (await store.readHistory(callKey, MAX_UNNUMBERED_LINES)).length;
          const call = start(ref, { snapshot, startedAtMs, lastLine });
          call.send({ type: "call.restored" });
          if (call.view().media === "awaiting") announcements.add(callKey);
        } catch (caught) {
          // A snapshot this version cannot read must not keep the others, or the service, from starting.
          logger.error({ callKey, err: caught }, "unfinished call could not be restored");
          calls.delete(callKey);
          await store.save(endedCall(stored, clock.now()));
        }
      }
      return unfinished.length;
    },
    async suspend() {
      await Promise.all([...calls.values()].map((call) => call.suspend()));
      calls.clear();
    },
  };
}
