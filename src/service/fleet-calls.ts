/** Calls that instances on one Redis share: their directory in front of those that this one owns, and their audio. */
import type { CallEvent } from "../actors/call/events.ts";
import type { BeginRecognizer } from "../actors/participant/recognizer.ts";
import { Asides } from "../audio/asides.ts";
import type { Tracks } from "../audio/tracks.ts";
import type { Clock } from "../base/clock.ts";
import { SidetoneError } from "../base/errors.ts";
import type { Logger } from "../base/log.ts";
import { createSignal, type Signal } from "../base/signal.ts";
import type { CallsHere } from "../calls/calls-here.ts";
import type { LocalDirectory } from "../calls/directory.ts";
import type { CallNews } from "../calls/port.ts";
import type { RecognizerLink } from "../calls/recognizer-link.ts";
import type { CallStateView } from "../calls/view.ts";
import type { Hearing } from "../contract/hearing.ts";
import type { Speaker } from "../contract/speaker.ts";
import { Attendance } from "../fleet/attendance.ts";
import { onTell } from "../fleet/audio/elsewhere.ts";
import { FleetAudio } from "../fleet/audio/fleet-audio.ts";
import type { Bus, Topic } from "../fleet/bus.ts";
import { redisPlaces } from "../fleet/conversation-places.ts";
import { connectCommands } from "../fleet/fleet-connections.ts";
import { FleetDirectory } from "../fleet/fleet-directory.ts";
import type { Place } from "../fleet/mailbox.ts";
import { type Presence, startPresence } from "../fleet/presence.ts";
import { FleetLegs } from "../fleet/screens/fleet-legs.ts";
import { FleetScreens } from "../fleet/screens/fleet-screens.ts";
import type { FeedbackMemory } from "../http/ui-connector/feedback-memory.ts";
import type { CallStore } from "../storage/port.ts";
import type { OtherInstances } from "../transports/audiocodes/instance-link.ts";
import { instanceLink } from "./carrier-link.ts";
import { redisFeedbackMemory } from "./feedback-keeper.ts";
import { readHere } from "./read-here.ts";
import { redisSessionKeeper } from "./session-keeper.ts";

/** This instance has begun, and its doors are about to open. */
const BEGUN: Topic<Record<never, never>> = { name: "instance.begun" };
/** An instance leaves: nobody is to ask it any more. */
const LEAVING: Topic<null> = { name: "leaving" };

/** What is known once the parts that have it have begun. */
interface Late {
  local: LocalDirectory | null;
  directory: FleetDirectory | null;
  texts: { hearing(callKey: string, speaker: Speaker): Hearing | undefined };
}

export interface FleetCallsOptions {
  bus: Bus;
  redisUrl: string;
  tracks: Tracks;
  maxCalls: number;
  /** How long an agent's application may be away. */
  applicationGraceMs: number;
  clock: Clock;
  logger: Logger;
}

export class FleetCalls {
  readonly presence: Presence;
  /** Where legs here bring their audio. */
  readonly sinks: Asides;
  /** Which instance has a carrier's conversation, the way to it, and to the owner of its call. */
  readonly elsewhere: OtherInstances;
  /** Agents' sessions with their own applications. */
  readonly sessions: ReturnType<typeof redisSessionKeeper>;
  /** What agents did with suggestions. */
  readonly feedback: FeedbackMemory;
  /** Keys of calls of other instances that are over, where something of them was here. */
  readonly over: Signal<string> = createSignal<string>();
  /** Keys of calls that this instance owns from now on, and which have heard the mail that waited for them. */
  readonly owned: Signal<string> = createSignal<string>();
  readonly #options: FleetCallsOptions;
  readonly #late: Late = { local: null, directory: null, texts: { hearing: () => undefined } };
  readonly #closers: (() => Promise<void> | void)[] = [];
  readonly #givingUp: (() => Promise<readonly string[]>)[] = [];
  #audio: FleetAudio | null = null;
  #screens: FleetScreens | null = null;
  /** Who is here with calls anywhere, and who is anywhere with calls that are owned here. */
  readonly #here = new Attendance();
  readonly #attendance = new Attendance();

  constructor(options: FleetCallsOptions) {
    this.#options = options;
    const { bus, clock, logger } = options;
    const redis = connectCommands(options);
    this.presence = startPresence({ redis, instanceId: bus.instanceId, clock, logger });
    const { lives } = this.presence;
    this.sinks = new Asides({ sinks: options.tracks, clock });
    this.sessions = redisSessionKeeper({ redis, logger });
    this.feedback = redisFeedbackMemory({ redis });
    this.elsewhere = {
      link: instanceLink(bus, lives),
      places: redisPlaces({ redis, instanceId: bus.instanceId, lives, clock }),
      settled: async (callKey) => this.#late.directory?.settled(callKey),
      onReturned: (giveUp) => void this.#givingUp.push(giveUp),
    };
    this.#closers.push(
      bus.onShout(BEGUN, this.presence.look),
      bus.onShout(LEAVING, (_, from) => this.presence.noteGone(from)),
      this.presence.onGone((instance) => {
        bus.noteGone(instance);
        this.#lost(instance);
      }),
      this.presence.onReturned(() => void this.#returned()),
      onTell(bus, (callKeys) => this.#tellOwners((callKey) => callKeys.has(callKey))),
      async () => {
        await this.presence.close();
        redis.disconnect();
      },
    );
  }

  /** Links charts here with recognisers anywhere, and charts anywhere with recognisers here. */
  link(begin: BeginRecognizer): RecognizerLink {
    this.#audio = new FleetAudio({
      ...this.#options,
      begin,
      asides: this.sinks,
      texts: { hearing: (...of) => this.#late.texts.hearing(...of) },
      tellLeg: (command) => this.#late.local?.tellLeg(command) ?? false,
      instances: () => this.#instances(),
      lives: this.presence.lives,
      ownerOf: (callKey) => this.#late.directory?.ownerOf(callKey),
      epochOf: (callKey) => this.#late.directory?.epochOf(callKey),
      send: (callKey, event) => void this.#late.directory?.sendTo(callKey, event),
      onOver: this.over.tell,
      attendanceOf: (callKey) => this.#here.of(callKey),
      onShare: (callKey, instance, share) => this.#attendance.learn(callKey, instance, share),
    });
    return this.#audio.link;
  }

  get instanceId(): string {
    return this.#options.bus.instanceId;
  }

  get audio(): FleetAudio {
    if (this.#audio === null) throw new Error("the audio of the fleet has not begun");
    return this.#audio;
  }

  hearTexts(texts: Late["texts"]): void {
    this.#late.texts = texts;
  }

  ownershipOf = (callKey: string) => this.#late.directory?.ownershipOf(callKey);

  /** Some instance has, or had lately, a call of this key, as far as this one heard of its owners. */
  hasHeardOf = (callKey: string): boolean => this.#late.directory?.ownerOf(callKey) !== undefined;

  /** Whether some instance has a call of this key, or one waits for an owner. Rejects with what Redis says. */
  async isLive(callKey: string): Promise<boolean> {
    return (await this.#placeOf(callKey)).state !== "nowhere";
  }

  /** Each view of a call that is owned here. */
  viewChanged(callKey: string, view: CallStateView): void {
    this.#screens?.viewChanged(callKey, view);
  }

  /** The accounts of any call that somebody looks at. */
  ledgersOf(callKey: string): CallNews["ledgers"] {
    return this.#screens?.ledgersOf(callKey) ?? {};
  }

  /** The local directory with the fleet's in front of it. Calls may come once `open` was called. */
  inFrontOf(local: LocalDirectory, store: Pick<CallStore, "get">): CallsHere {
    this.#late.local = local;
    const screens = new FleetScreens({
      ...this.#options,
      local,
      store,
      placeOf: (callKey) => this.#placeOf(callKey),
      instances: () => this.#instances(),
      lives: this.presence.lives,
      ledgersOf: (callKey) => this.audio.ledgers(callKey),
    });
    this.#screens = screens;
    const legs = new FleetLegs({ ...this.#options, local, instances: () => this.#instances() });
    this.#closers.push(() => legs.close());
    const here = (): Pick<FleetDirectory, "send" | "sendTo" | "sendStored" | "note" | "act"> =>
      this.#late.directory ?? local;
    return {
      ...readHere(local),
      onLegs: (listener) => legs.onLegs(listener),
      watchView: screens.watchView,
      count: screens.count,
      watchedCalls: () => screens.watchedCalls(),
      watched: (callKey) => screens.watched(callKey),
      picture: (callKey) => screens.picture(callKey),
      onWatched: (listener) => screens.onWatched(listener),
      send: (ref, event) => here().send(ref, event),
      sendTo: (callKey, event) => {
        this.#here.note(callKey, event, this.instanceId);
        return here().sendTo(callKey, event);
      },
      sendStored: (ref, event) => here().sendStored(ref, event),
      note: (callKey, line, event) => here().note(callKey, line, event),
      act: (callKey, action, operator) => here().act(callKey, action, operator),
    };
  }

  /** Takes calls from now on. */
  async open(
    local: LocalDirectory,
    ended: Pick<Signal<string>, "on">,
    store: Pick<CallStore, "get" | "listUnfinished">,
  ): Promise<void> {
    const { audio } = this;
    const { bus } = this.#options;
    // What comes here goes to calls elsewhere, whose instances have to know this one.
    await this.presence.looked;
    bus.shout(BEGUN, {});
    ended.on((callKey) => this.#attendance.forget(callKey));
    const directory = new FleetDirectory({
      ...this.#options,
      backend: { redisUrl: this.#options.redisUrl },
      local,
      ended,
      store,
      hooks: {
        heardHere: (ref, event) => audio.heardHere(ref, event),
        beforeEvent: (callKey, event, from) => {
          audio.beforeEvent(callKey, event, from);
          this.#attendance.note(callKey, event, from);
        },
        elsewhere: (callKey) => audio.takeUp(callKey),
        owned: this.owned.tell,
        left: (callKey) => audio.leave(callKey),
      },
    });
    this.#late.directory = directory;
    try {
      await directory.adopt(await store.listUnfinished());
    } catch (error) {
      // The next instance that starts does it.
      this.#options.logger.error({ err: error }, "unfinished calls could not be given an owner");
    }
  }

  /** Leaves the calls to other instances; then their owners have the last accounts of the audio that was here. */
  async close(): Promise<void> {
    this.#options.bus.shout(LEAVING, null);
    await this.#late.directory?.close();
    this.#audio?.close();
    this.#screens?.close();
    for (const close of this.#closers.splice(0)) await close();
  }

  async #instances(): Promise<readonly string[]> {
    await this.presence.looked;
    return this.presence.others();
  }

  async #placeOf(callKey: string): Promise<Place> {
    if (this.#late.directory === null) throw new SidetoneError("INTERNAL", "no call may come yet");
    return await this.#late.directory.placeOf(callKey);
  }

  /** Calls were told that all that is here is gone: they are told what is here still. */
  async #returned(): Promise<void> {
    if (this.#late.directory === null) return;
    const givenUp = await Promise.all(this.#givingUp.map((giveUp) => giveUp()));
    for (const callKey of givenUp.flat()) this.audio.legs.forget(callKey);
    this.#tellOwners(() => true);
  }

  /** Calls that do not know what is here. */
  #tellOwners(isOne: (callKey: string) => boolean): void {
    const { directory } = this.#late;
    if (directory === null) return;
    for (const { callKey, event } of [...this.audio.legs.again(), ...this.#here.desktops()])
      if (isOne(callKey)) void directory.tellOwner(callKey, event);
  }

  #lost(instance: string): void {
    const { directory } = this.#late;
    if (directory === null) return;
    const tell = (news: { callKey: string; event: CallEvent }[]) => {
      for (const { callKey, event } of news) void directory.sendTo(callKey, event);
    };
    tell([...this.audio.lost(instance), ...this.#attendance.leave(instance, "desktop.left")]);
    this.audio.afterLost(instance);
    const { clock, applicationGraceMs } = this.#options;
    // Their agents may be back on another instance in time.
    const timer = clock.setTimeout(
      () => tell(this.#attendance.leave(instance, "agent.detached")),
      applicationGraceMs,
    );
    this.#closers.push(() => clock.clearTimeout(timer));
  }
}
