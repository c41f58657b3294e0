/**
 * The audio of a fleet's calls: recognisers beside it, charts at the owner, and what the two say to each other. The fleet's
 * directory tells it of events, owners and instances.
 */
import type { CallEvent, Elsewhere, LegCommand } from "../../actors/call/events.ts";
import type { BeginRecognizer } from "../../actors/participant/recognizer.ts";
import type { Asides } from "../../audio/asides.ts";
import type { Tracks } from "../../audio/tracks.ts";
import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/log.ts";
import type { CallAudio, HeardSpeaker } from "../../calls/call-audio.ts";
import type { RecognizerLink } from "../../calls/recognizer-link.ts";
import type { AudioEnd } from "../../contract/audio-end.ts";
import type { CallRef } from "../../contract/call-ref.ts";
import type { Hearing } from "../../contract/hearing.ts";
import type { Ledger } from "../../contract/ledger.ts";
import type { PerSpeaker, Speaker } from "../../contract/speaker.ts";
import type { AskTopic, Bus, Topic } from "../bus.ts";
import { audioHere } from "./audio-here.ts";
import { SAMPLE, startAudioSamples } from "./audio-samples.ts";
import { answerShares, elsewhereOf, type Share, shareGatherer } from "./elsewhere.ts";
import { FarAccounts, sumOfLedgers } from "./far-accounts.ts";
import { watchFarSilence } from "./far-silence.ts";
import { FleetRecognizers } from "./fleet-recognizers.ts";
import { type Owned, refuseFormer } from "./former-owner.ts";
import { DISPLACED, LegPlaces, type Move } from "./leg-places.ts";
import { LocalLegs } from "./local-legs.ts";
import { afterAsides, movedAudio } from "./moved-audio.ts";

const COMMAND: Topic<LegCommand> = { name: "leg.command" };
const RELEASE: AskTopic<Owned, PerSpeaker<Ledger>> = { name: "audio.release" };

/** The end of a call waits so long for the accounts of other instances; then those told last count. */
const RELEASE_DEADLINE_MS = 3_000;

const HEARD_TO: AskTopic<{ callKey: string; speaker: Speaker }, AudioEnd | null> = { name: "audio.heardTo" };
/** Then the leg that has its turn brings all that it kept. */
const HEARD_TO_DEADLINE_MS = 1_000;

export interface FleetAudioOptions {
  bus: Bus;
  tracks: Omit<Tracks, "open" | "close">;
  /** In front of them: through these legs bring their audio. */
  asides: Asides;
  /** Of words that came as text. */
  texts: { hearing(callKey: string, speaker: Speaker): Hearing | undefined };
  begin: BeginRecognizer;
  /** Tells a leg of this process; false where it has none of that id. */
  tellLeg(command: LegCommand): boolean;
  /** Instances that live, but for this one. */
  instances(): Promise<readonly string[]> | readonly string[];
  lives(instance: string): Promise<boolean>;
  /** Sends an event to a call that is owned here. */
  send(callKey: string, event: CallEvent): void;
  /** A call of another instance is over, of which something was here. */
  onOver(callKey: string): void;
  /** The newest owner that this instance has heard of, and the epoch of that ownership; undefined where it has not. */
  ownerOf(callKey: string): string | undefined;
  epochOf(callKey: string): number | undefined;
  /** Desktops and agents' applications here that have the call. */
  onShare(callKey: string, instance: string, share: Share): void;
  attendanceOf(callKey: string): Pick<Share, "desktops" | "applications">;
  clock: Clock;
  logger: Logger;
}

export class FleetAudio implements CallAudio {
  readonly link: RecognizerLink;
  readonly legs = new LocalLegs();
  readonly #options: FleetAudioOptions;
  readonly #places: LegPlaces;
  readonly #recognizers: FleetRecognizers;
  readonly #far = new FarAccounts();
  readonly #here: ReturnType<typeof audioHere>;
  readonly #gather: ReturnType<typeof shareGatherer>;
  readonly #samples: ReturnType<typeof startAudioSamples>;
  readonly #silence: ReturnType<typeof watchFarSilence>;
  /** Turns of legs that wait for another instance, by leg: what a leg is told keeps its order. */
  readonly #turns = new Map<string, Promise<void>>();

  constructor(options: FleetAudioOptions) {
    this.#options = options;
    const { bus, tracks, clock } = options;
    this.#places = new LegPlaces({
      clock,
      onMoved: (callKey, speaker, instance) => this.#recognizers.moved(callKey, speaker, instance),
      onDisplaced: ({ legId, instance }) =>
        this.#command(instance, { type: "leg.close", legId, reason: "disconnect", message: DISPLACED }),
    });
    this.#recognizers = new FleetRecognizers({
      ...options,
      begin: afterAsides(options.begin, options.asides),
      yieldAudio: movedAudio(options),
      places: this.#places,
    });
    this.link = {
      post: (order) => this.#recognizers.post(order),
      onNews: (id, listener) => this.#recognizers.onNews(id, listener),
    };
    const speakersOf = (callKey: string) => this.#recognizers.speakersOf(callKey);
    this.#here = audioHere({ ...options, legs: this.legs, speakersOf });
    this.#gather = shareGatherer(options);
    this.#samples = startAudioSamples({
      bus,
      callKeys: () => [...tracks.callKeys(), ...this.legs.all().map(({ ref }) => ref.callKey)],
      sampleOf: this.#here.sampleOf,
      ownerOf: options.ownerOf,
      clock,
    });
    this.#silence = watchFarSilence({
      rivalled: () => this.#places.rivalled(),
      receivedMs: ({ callKey, speaker, instance }) =>
        (instance === bus.instanceId ? tracks.ledgers(callKey) : this.#far.ledgersOf(callKey, instance))[
          speaker
        ]?.receivedMs ?? 0,
      tell: options.send,
      clock,
    });
    bus.onAsk(HEARD_TO, ({ callKey, speaker }) => tracks.heardTo(callKey, speaker) ?? null);
    bus.on(SAMPLE, (sample, from) => this.#far.note(sample, from));
    bus.on(COMMAND, (command) => this.#tellLeg(command));
    bus.onAsk(RELEASE, ({ callKey, epoch }) => {
      refuseFormer(epoch, options.epochOf(callKey));
      options.onOver(callKey);
      return this.#releaseHere(callKey);
    });
    answerShares(bus, this.#here.shareOf);
  }

  /** A transport here has an event for a call, wherever that lives. */
  heardHere(ref: CallRef, event: CallEvent): void {
    this.legs.note(ref, event);
    this.#samples.begin();
  }

  /** To be told of each event of a call that is owned here, before the call is; `from`: the instance that heard it. */
  beforeEvent(callKey: string, event: CallEvent, from: string): void {
    this.#places.note(callKey, event, from);
    this.#silence.begin();
  }

  /** To be told of each command to a leg of a call owned here; true where it is passed on by this, in its order. */
  takesCommand(command: LegCommand): boolean {
    const { legId } = command;
    this.legs.obeyed(command);
    const isTurn = command.type === "leg.takeOver" || command.type === "leg.standBy";
    const move = isTurn ? this.#places.turn(command) : undefined;
    if (isTurn) this.#silence.begin();
    const before = this.#turns.get(legId);
    const instance = this.#places.ofLeg(legId);
    if (instance === undefined || (move === undefined && before === undefined)) return false;
    const told = (before ?? Promise.resolve())
      .then(() => (move === undefined ? this.#command(instance, command) : this.#takeOver(legId, move)))
      .finally(() => {
        if (this.#turns.get(legId) === told) this.#turns.delete(legId);
      });
    this.#turns.set(legId, told);
    return true;
  }

  /** For a leg of a call owned here that is not of this process. */
  farLegCommand(command: LegCommand): void {
    const instance = this.#places.ofLeg(command.legId);
    if (instance !== undefined) this.#command(instance, command);
  }

  /** What other instances have of a call that is about to be owned here. Never rejects. */
  async takeUp(callKey: string): Promise<Elsewhere> {
    const shares = new Map(await this.#gather(callKey));
    shares.set(this.#options.bus.instanceId, this.#here.shareOf(callKey));
    for (const [instance, share] of shares) {
      this.#places.learn(callKey, instance, share);
      this.#options.onShare(callKey, instance, share);
    }
    this.#silence.begin();
    return elsewhereOf(shares);
  }

  /** The call is about to leave this instance for another owner. */
  leave(callKey: string): void {
    this.#recognizers.leave(callKey);
    this.#places.forget(callKey);
    this.#far.forget(callKey);
  }

  /** Closes all accounts of a call that is over; those of other instances come within a bound. */
  release(callKey: string): PerSpeaker<Ledger> | Promise<PerSpeaker<Ledger>> {
    const { bus } = this.#options;
    const here = this.#releaseHere(callKey);
    const elsewhere = this.#places.instancesOf(callKey).filter((instance) => instance !== bus.instanceId);
    this.#places.forget(callKey);
    return elsewhere.length === 0 ? here : this.#releaseAll(callKey, here, elsewhere);
  }

  async #releaseAll(
    callKey: string,
    here: PerSpeaker<Ledger>,
    elsewhere: readonly string[],
  ): Promise<PerSpeaker<Ledger>> {
    const { bus, lives, epochOf, logger } = this.#options;
    const question = { callKey, epoch: epochOf(callKey) };
    const ask = async (instance: string): Promise<PerSpeaker<Ledger>> => {
      try {
        if (!(await lives(instance))) return this.#far.ledgersOf(callKey, instance);
        return await bus.ask(instance, RELEASE, question, RELEASE_DEADLINE_MS);
      } catch (error) {
        logger.warn({ callKey, instance, err: error }, "an instance did not close its accounts of a call");
        return this.#far.ledgersOf(callKey, instance);
      }
    };
    const all = await Promise.all(elsewhere.map(ask));
    this.#far.forget(callKey);
    return sumOfLedgers([here, ...all]);
  }

  /** Whether all audio here that a recogniser works on is recognised, or given up. */
  isAtRest(): boolean {
    const { tracks, asides } = this.#options;
    if (!asides.isEmpty) return false;
    for (const callKey of tracks.callKeys()) {
      const ledgers = tracks.ledgers(callKey);
      for (const speaker of this.#recognizers.speakersOf(callKey)) {
        const { bufferedMs = 0, heardMs = 0 } = ledgers[speaker] ?? {};
        if (bufferedMs + heardMs > 0) return false;
      }
    }
    return true;
  }

  /** Grows with everything that happens to a call's audio, wherever it is. */
  stepsOf(callKey: string): number {
    return this.#options.tracks.stepsOf(callKey) + this.#far.stepsOf(callKey);
  }

  ledgers(callKey: string): PerSpeaker<Ledger> {
    return sumOfLedgers([this.#options.tracks.ledgers(callKey), ...this.#far.ledgers(callKey)]);
  }

  hearing(callKey: string, { speaker, isText }: HeardSpeaker): Hearing | undefined {
    const { bus, tracks, texts } = this.#options;
    const instance = this.#places.ofSpeaker(callKey, speaker) ?? bus.instanceId;
    if (instance === bus.instanceId) return (isText ? texts : tracks).hearing(callKey, speaker);
    return this.#far.hearing(callKey, speaker, instance);
  }

  /** An instance is gone: returns what its calls are to hear, which the caller sends before anything else. */
  lost(instance: string): { callKey: string; event: CallEvent }[] {
    this.#recognizers.gone(instance);
    return this.#places.legsAt(instance).map(({ callKey, legId, speaker }) => ({
      callKey,
      event: { type: "leg.closed", legId, speaker, cause: "cancelled" },
    }));
  }

  /** After that. */
  afterLost(instance: string): void {
    this.#recognizers.lost(instance);
    this.#places.lost(instance);
  }

  close(): void {
    this.#silence.stop();
    this.#options.asides.restore();
    this.#samples.close();
    this.#places.close();
    this.#recognizers.close();
  }

  /** It begins where the other leg's audio ended, and then its speaker is recognised there. */
  async #takeOver(legId: string, move: Move): Promise<void> {
    const { bus, lives } = this.#options;
    const { callKey, speaker, from, to } = move;
    const question = { callKey, speaker };
    const end = (await lives(from))
      ? await bus.ask(from, HEARD_TO, question, HEARD_TO_DEADLINE_MS).catch(() => null)
      : null;
    this.#command(to, { type: "leg.takeOver", legId, ...(end === null ? {} : { until: end }) });
    this.#places.move(move);
  }

  #tellLeg(command: LegCommand): void {
    this.legs.obeyed(command);
    this.#options.tellLeg(command);
  }

  #command(instance: string, command: LegCommand): void {
    const { bus, logger } = this.#options;
    if (instance === bus.instanceId) this.#tellLeg(command);
    else
      bus.tell(instance, COMMAND, command).catch((error: unknown) => {
        logger.error({ instance, err: error }, "a command to a leg was lost");
      });
  }

  #releaseHere(callKey: string): PerSpeaker<Ledger> {
    this.#options.asides.restore(callKey);
    this.#recognizers.release(callKey);
    return this.#options.tracks.release(callKey);
  }
}
