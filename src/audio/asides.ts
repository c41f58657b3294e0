/**
 * What legs bring after they were asked to go on at another instance, at a pause in speech: kept aside, so that a word that
 * begins just then is recognised there as a whole. If nobody takes it, it is recognised here.
 */
import type { Clock } from "../base/clock.ts";
import type { Speaker } from "../contract/speaker.ts";
import { Lead, type Piece } from "./lead.ts";
import type { AudioFormat, AudioSink, AudioSinks } from "./sink.ts";

/** From the asking on: longer than a leg takes to be back elsewhere. */
const WAIT_MS = 5_000;
/** A leg that brings more does not go. 16-bit samples at 16 kHz for two seconds. */
const MOST_BYTES = 64_000;

interface Aside {
  pieces: Piece[];
  sink: AudioSink;
  settled: PromiseWithResolvers<void>;
  timer: unknown;
}

export class Asides implements AudioSinks {
  readonly #sinks: AudioSinks;
  readonly #clock: Clock;
  readonly #asides = new Map<string, Aside>();

  constructor({ sinks, clock }: { sinks: AudioSinks; clock: Clock }) {
    this.#sinks = sinks;
    this.#clock = clock;
  }

  /** A leg that comes back here goes on after what was kept. */
  open(callKey: string, speaker: Speaker, format: AudioFormat): AudioSink {
    const key = keyOf(callKey, speaker);
    this.#restore(key);
    return this.#leaving(key, this.#sinks.open(callKey, speaker, format), format);
  }

  /** Whether anything of any call is kept. */
  get isEmpty(): boolean {
    return this.#asides.size === 0;
  }

  /** Resolves when nothing of the speaker is kept any more; undefined where nothing is. */
  settled(callKey: string, speaker: Speaker): Promise<void> | undefined {
    return this.#asides.get(keyOf(callKey, speaker))?.settled.promise;
  }

  /** For the instance that has the speaker now; empty where nothing is kept. */
  take(callKey: string, speaker: Speaker): Uint8Array {
    const aside = this.#end(keyOf(callKey, speaker));
    return Buffer.concat(aside?.pieces.map(({ bytes }) => bytes) ?? []);
  }

  /** The call is over, or all are: what is kept goes to its track. */
  restore(callKey?: string): void {
    for (const key of [...this.#asides.keys()])
      if (callKey === undefined || key.startsWith(keyOf(callKey, ""))) this.#restore(key);
  }

  #leaving(key: string, sink: AudioSink, format: AudioFormat): AudioSink {
    let isLeaving = false;
    let lead: Lead | undefined;
    const stay = () => {
      if (isLeaving) this.#restore(key);
      isLeaving = false;
      lead?.flush();
    };
    return {
      write: (chunk, stampMs) => {
        if (isLeaving && this.#keep(key, sink, chunk, stampMs)) return true;
        if (isLeaving) stay();
        return lead === undefined ? sink.write(chunk, stampMs) : lead.push(chunk, stampMs);
      },
      whenWritable: () => sink.whenWritable(),
      hold() {
        stay();
        sink.hold();
      },
      resume: () => sink.resume(),
      standBy() {
        stay();
        sink.standBy();
      },
      takeOver: (until) => sink.takeOver(until),
      mayLeave() {
        lead ??= new Lead(format, (bytes, stampMs) => sink.write(bytes, stampMs));
      },
      mayNotLeave() {
        lead?.flush();
        lead = undefined;
      },
      leave: () => {
        const pieces = lead?.take() ?? [];
        lead = undefined;
        isLeaving = true;
        for (const { bytes, stampMs } of pieces) this.#keep(key, sink, bytes, stampMs);
      },
    };
  }

  /** False where there is too much of it. */
  #keep(key: string, sink: AudioSink, chunk: Uint8Array, stampMs: number | undefined): boolean {
    const aside = this.#asides.get(key) ?? this.#begin(key, sink);
    const keptBytes = aside.pieces.reduce((sum, { bytes }) => sum + bytes.byteLength, 0);
    if (aside.sink !== sink || keptBytes + chunk.byteLength > MOST_BYTES) return false;
    aside.pieces.push({ bytes: new Uint8Array(chunk), stampMs });
    return true;
  }

  #begin(key: string, sink: AudioSink): Aside {
    const timer = this.#clock.setTimeout(() => this.#restore(key), WAIT_MS);
    const aside: Aside = { pieces: [], sink, settled: Promise.withResolvers<void>(), timer };
    this.#asides.set(key, aside);
    return aside;
  }

  #restore(key: string): void {
    const aside = this.#end(key);
    for (const { bytes, stampMs } of aside?.pieces ?? []) aside?.sink.write(bytes, stampMs);
  }

  #end(key: string): Aside | undefined {
    const aside = this.#asides.get(key);
    if (aside === undefined) return undefined;
    this.#asides.delete(key);
    this.#clock.clearTimeout(aside.timer);
    // Once what was kept is where it goes.
    queueMicrotask(aside.settled.resolve);
    return aside;
  }
}

/** No call key has a line break. */
const keyOf = (callKey: string, speaker: Speaker | "") => `${callKey}\n${speaker}`;
