/** The calls that run in this process, behind their port: finds or creates the one an event is for, restores unfinished ones. */
import type { CallEvent, LegCommand } from "../actors/call/events.ts";
import type { OperatorDeed } from "../actors/call/operator-asks.ts";
import { policyOf } from "../actors/catalogue.ts";
import { SidetoneError } from "../base/errors.ts";
import type { CallRef } from "../contract/call-ref.ts";
import type { StoredCall } from "../storage/port.ts";
import { Admission } from "./admission.ts";
import type { LocalDirectoryOptions } from "./directory-options.ts";
import { createEndedForGood } from "./ended-for-good.ts";
import { EpisodeBook } from "./episode-book.ts";
import { firstKeyOf } from "./episode-key.ts";
import { inspectCalls } from "./inspect-calls.ts";
import type { InspectionMessage } from "./inspection-message.ts";
import { LegListeners } from "./leg-listeners.ts";
import { createListeners } from "./listeners.ts";
import { LiveCall } from "./live-call.ts";
import type { LocalCall } from "./local-call.ts";
import type {
  ActionAnswer,
  CallPicture,
  Calls,
  Delivered,
  LegListener,
  NewLine,
  WatchedCall,
} from "./port.ts";
import { createRecordWriter } from "./record-writer.ts";
import { currentSnapshot } from "./stored-snapshot.ts";
import { endedCall } from "./summary.ts";
import { missedBy, type Restored, type TakeUp } from "./take-up.ts";
import type { CallStateView } from "./view.ts";

/** Calls of an older version have lines without numbers. */
const MAX_UNNUMBERED_LINES = 100_000;
const DISPLACED = { type: "call.end", reason: "its audio did not come, and its place was needed" } as const;

/** Made once: an event costs no promise. */
const TAKEN = Promise.resolve<Delivered>("taken");
const UNKNOWN = Promise.resolve<Delivered>("unknown");
const FULL = Promise.resolve<Delivered>("full");

export class LocalDirectory implements Calls {
  readonly #options: LocalDirectoryOptions;
  readonly #calls = new Map<string, LiveCall>();
  readonly #legListeners = createListeners<LegCommand>();
  readonly #viewListeners = createListeners<CallStateView>();
  readonly #endedForGood = createEndedForGood((command) => this.#command(command));
  readonly #legs = new LegListeners();
  readonly #admission: Admission;
  readonly #changeListeners = new Set<(call: LiveCall) => void>();
  readonly #writer: ReturnType<typeof createRecordWriter>;
  readonly #book: EpisodeBook;

  constructor(options: LocalDirectoryOptions) {
    const { store, clock, logger, maxCalls } = options;
    this.#options = options;
    this.#writer = createRecordWriter({ store, clock, logger });
    this.#book = new EpisodeBook(options);
    this.#admission = new Admission({ maxCalls, displace: (callKey) => this.#displace(callKey) });
  }

  present = (first: CallRef) => this.#book.present(first);
  newest = (first: CallRef) => this.#book.newest(first);
  newestLife = (callKey: string) => this.#book.newestLife(callKey);
  lastSeen = (firstKey: string) => this.#book.lastSeen(firstKey);
  finish = (callKey: string) => this.#book.finish(callKey);

  send(ref: CallRef, event: CallEvent): Promise<Delivered> {
    const call = this.#living(ref.callKey);
    if (call === null) return this.#begin(ref, event);
    if (event.type === "leg.opened") this.#admission.settled(ref.callKey);
    call.send(event);
    this.#legs.heard(ref, event);
    return TAKEN;
  }

  sendTo(callKey: string, event: CallEvent): Promise<Delivered> {
    const call = this.#living(callKey);
    if (call === null) return UNKNOWN;
    call.send(event);
    this.#legs.heard(call.shown.ref, event);
    return TAKEN;
  }

  async sendStored(ref: CallRef, event: CallEvent): Promise<Delivered> {
    const call = this.#calls.get(ref.callKey);
    const delivered = call?.hasHeard(event) ? "taken" : await this.send(ref, event);
    if (delivered === "taken") await this.#calls.get(ref.callKey)?.stored();
    return delivered;
  }

  async note(callKey: string, line: NewLine, event?: CallEvent): Promise<void> {
    const call = this.#calls.get(callKey);
    if (call?.isActive && event !== undefined) return call.send(event);
    if (call !== undefined) return call.note(line);
    const { store, clock } = this.#options;
    await store.appendHistory(callKey, [{ ...line, atMs: clock.now() }]);
  }

  async act(callKey: string, action: OperatorDeed, operator: string): Promise<ActionAnswer> {
    return (await this.#living(callKey)?.act(action, operator)) ?? { outcome: "unknown" };
  }

  onLegCommand(legId: string, listener: (command: LegCommand) => void): () => void {
    return this.#legListeners.add(legId, listener);
  }

  onLegs(listener: LegListener): () => void {
    return this.#legs.add(listener, this.list());
  }

  watchView(callKey: string, listener: (view: CallStateView | null) => void): () => void {
    const unwatch = this.#viewListeners.add(callKey, listener);
    listener(this.#calls.get(callKey)?.view() ?? null);
    return unwatch;
  }

  count = async (): Promise<number> => this.#calls.size;

  async watchedCalls(): Promise<readonly WatchedCall[]> {
    return [...this.#calls.values()].map(({ watched }) => watched);
  }

  async watched(callKey: string): Promise<WatchedCall | null> {
    return this.#calls.get(callKey)?.watched ?? null;
  }

  async picture(callKey: string): Promise<CallPicture | null> {
    return this.#calls.get(callKey)?.picture() ?? null;
  }

  onWatched(listener: (call: WatchedCall) => void): () => void {
    return this.#hear(({ watched }) => listener(watched));
  }

  inspect(listener: (message: InspectionMessage) => void): () => void {
    return inspectCalls({ list: () => this.#calls.values(), onChange: (hear) => this.#hear(hear) }, listener);
  }

  /** Also those that are over and not stored yet. */
  list = (): LocalCall[] => [...this.#calls.values()].map(({ shown }) => shown);

  get = (callKey: string): LocalCall | null => this.#calls.get(callKey)?.shown ?? null;

  /**
   * Hears of every call that changed, also of its end; returns the unsubscribe function. It runs on the call's own path:
   * a listener takes a note and does no more.
   */
  onChange(listener: (call: LocalCall) => void): () => void {
    return this.#hear(({ shown }) => listener(shown));
  }

  /** Brings back the calls a former process left unfinished; returns how many. */
  async restore(): Promise<number> {
    const unfinished = await this.#options.store.listUnfinished();
    const missed = await Promise.all(unfinished.map((stored) => this.missed(stored)));
    for (const [place, stored] of unfinished.entries())
      await this.takeUp(stored, { missed: missed[place] ?? [] });
    return unfinished.length;
  }

  /** To be asked for before a call is taken up. */
  missed = (stored: StoredCall) => missedBy(stored, this.#options);

  /** Brings one call back. One that cannot be read is ended; rejects instead where another instance `mayBeNewer`, and read it. */
  async takeUp(
    stored: StoredCall,
    { elsewhere, missed = [], mayBeNewer = false }: TakeUp = {},
  ): Promise<void> {
    const { store, clock, logger } = this.#options;
    const { callKey, vendorCallId, startedAtMs } = stored;
    const ref: CallRef = { callKey, vendorCallId, source: stored.source };
    try {
      const lastLine = stored.lastLine ?? (await store.readHistory(callKey, MAX_UNNUMBERED_LINES)).length;
      const snapshot = currentSnapshot(stored);
      if (snapshot === null) throw new SidetoneError("INTERNAL", "its snapshot has an unknown shape");
      const call = this.#start(ref, { snapshot, startedAtMs, lastLine });
      for (const event of missed) call.send(event);
      call.restored(elsewhere);
      this.#legs.tellOpen(call.shown);
      if (call.view().media === "awaiting") this.#admission.announced(callKey);
    } catch (caught) {
      this.#calls.delete(callKey);
      if (mayBeNewer) {
        this.#book.ended(callKey, false);
        throw caught;
      }
      // A snapshot this version cannot read must not keep the others, or the service, from starting.
      logger.error({ callKey, err: caught }, "unfinished call could not be restored");
      this.#book.ended(callKey, true);
      await store.save(endedCall(stored, clock.now()));
    }
  }

  /** Stores every call as unfinished and stops it. */
  async suspend(): Promise<void> {
    await Promise.all([...this.#calls.values()].map((call) => call.suspend()));
    this.#calls.clear();
  }

  /** Another instance is to have the call: it stops here, stored as unfinished, or as it is if it is `lost` already. */
  async leave(callKey: string, isLost: boolean): Promise<void> {
    const call = this.#calls.get(callKey);
    if (isLost) call?.abandon();
    else await call?.suspend();
    if (call === undefined || this.#calls.get(callKey) !== call) return;
    this.#calls.delete(callKey);
    this.#admission.settled(callKey);
    this.#book.ended(callKey, false);
  }

  #living(callKey: string): LiveCall | null {
    const call = this.#calls.get(callKey);
    return call?.isActive ? call : null;
  }

  #begin(ref: CallRef, event: CallEvent): Promise<Delivered> {
    if (!policyOf(event.type).begins) return UNKNOWN;
    if (this.#endedForGood.takes(firstKeyOf(ref.callKey), event)) return TAKEN;
    const isAnnouncement = event.type === "cti.received";
    if (!this.#admission.admit(this.#calls.size, isAnnouncement)) return FULL;
    if (isAnnouncement) this.#admission.announced(ref.callKey);
    this.#start(ref).send(event);
    this.#legs.heard(ref, event);
    return TAKEN;
  }

  #start(ref: CallRef, restored?: Restored): LiveCall {
    const { machine, timing, participantTiming, recognition, clock, logger, ownershipOf, instance, missed } =
      this.#options;
    const { callKey } = ref;
    const call: LiveCall = new LiveCall({
      ref,
      machine,
      input: { ...ref, timing, participantTiming, recognition },
      ...(restored ? { restored } : {}),
      startedAtMs: restored?.startedAtMs ?? clock.now(),
      writer: this.#writer,
      clock,
      logger,
      ...(ownershipOf ? { ownershipOf } : {}),
      ...(instance === undefined ? {} : { instance }),
      ...(missed === undefined ? {} : { missed: (after) => missed(callKey, after) }),
      onLegCommand: (command) => this.#command(command),
      onViewChanged: (view) => {
        this.#viewListeners.tell(callKey, view);
        this.#options.onView?.(callKey, view);
      },
      // The first events come before the call is known.
      onChanged: () => this.#tellChange(this.#calls.get(callKey)),
      onEnding: () => {
        this.#book.ended(callKey, call.isCompleted);
        return this.#options.onEnding?.(callKey) ?? { ledgers: {}, lines: [] };
      },
      onEnded: () => this.#ended(call),
    });
    this.#calls.set(callKey, call);
    this.#book.begun(callKey);
    this.#tellChange(call);
    this.#options.onStarted?.(callKey);
    return call;
  }

  #ended(call: LiveCall): void {
    const { callKey } = call.shown.ref;
    this.#admission.settled(callKey);
    if (this.#calls.get(callKey) === call) this.#calls.delete(callKey);
    if (call.isEndedForGood) this.#endedForGood.add(firstKeyOf(callKey));
    this.#options.onEnded?.(callKey);
    this.#legs.ended(call.shown.ref);
  }

  #displace(callKey: string): void {
    this.#living(callKey)?.send(DISPLACED);
    this.#options.onDisplaced?.(callKey);
  }

  /** False where no leg of this process has that id. */
  tellLeg(command: LegCommand): boolean {
    return this.#legListeners.tell(command.legId, command);
  }

  #command(command: LegCommand): void {
    if (this.#options.takesLegCommand?.(command)) return;
    if (!this.tellLeg(command)) this.#options.onFarLegCommand?.(command);
  }

  #hear(listener: (call: LiveCall) => void): () => void {
    this.#changeListeners.add(listener);
    return () => this.#changeListeners.delete(listener);
  }

  #tellChange(call: LiveCall | undefined): void {
    if (call !== undefined) for (const listener of this.#changeListeners) listener(call);
  }
}
