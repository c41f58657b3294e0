/** One speaker's audio in a call: outlives its legs and its recognition streams, and accounts for every sample. */

import type { Clock } from "../base/clock.ts";
import type { AudioEnd } from "../contract/audio-end.ts";
import type { Hearing } from "../contract/hearing.ts";
import type { DropReason, Ledger } from "../contract/ledger.ts";
import { AudioAccount, type SampleLedger } from "./account.ts";
import { Lateness } from "./lateness.ts";
import { LegSink } from "./leg-sink.ts";
import { Pace } from "./pace.ts";
import { bytesPerSample, msToSamples, SampleAligner, samplesToMs } from "./pcm.ts";
import type { AudioFormat, AudioSink } from "./sink.ts";
import { endOf, StandBy } from "./stand-by.ts";
import { TrackHearing } from "./track-hearing.ts";
import { TrackReader } from "./track-reader.ts";
import { WritableGate } from "./writable-gate.ts";

/** Audio no final will ever cover, as positions in the track. unsent: never went out. heard: went out, was not answered. */
export interface MissingAudio {
  fromMs: number;
  toMs: number;
  reason: "unsent" | "heard";
}

export interface TrackSettings {
  /** How much audio is kept for replay. */
  replayBufferMs: number;
  /** Unsent audio above this asks the writer to wait. Below replayBufferMs, or a fast writer overflows. */
  highWaterMs: number;
  /** How long a writer waits for a reader that makes no progress. */
  stallLimitMs: number;
  /** Size of the joined pieces that go upstream. */
  coalesceMs: number;
  /** How much of what a relieved stream was sent last is sent again: longer than a word. */
  tailMs: number;
  /** Catching up sends at most this many times real time. */
  replaySpeed: number;
}

export interface TrackOptions {
  format: AudioFormat;
  clock: Clock;
  settings: TrackSettings;
  onMissing?: (missing: MissingAudio) => void;
}

/** After this long without a sound from the leg that speaks, an older leg of the same speaker may speak again. */
const LEG_SILENCE_MS = 1_000;

/** What a track keeps of a leg. */
interface TrackLeg {
  number: number;
  lateness: Lateness;
  isStandingBy: boolean;
  /** Of one that stands by or did: it is asked what of its audio is new. */
  standBy?: StandBy;
}

export class Track {
  readonly format: AudioFormat;
  readonly settings: TrackSettings;
  readonly #clock: Clock;
  readonly #account: AudioAccount;
  readonly #gate: WritableGate;
  readonly #highWaterSamples: number;
  readonly #sampleBytes: number;
  readonly #bytesPerMs: number;
  #reader: TrackReader | undefined;
  readonly #hearing: TrackHearing;
  #isClosed = false;
  #legs = 0;
  /** The leg heard last, and when. */
  #speakingLeg: TrackLeg | undefined;
  #spokeAtMs = 0;
  /** Where the audio ends that was taken last and not on hold. */
  #heardTo: AudioEnd | undefined;
  /** Came on legs that stood by, and was not taken; in samples. */
  #standBy = 0;
  #steps = 0;

  constructor(options: TrackOptions) {
    const { sampleRateHertz } = options.format;
    this.format = options.format;
    this.settings = options.settings;
    this.#clock = options.clock;
    this.#highWaterSamples = msToSamples(this.settings.highWaterMs, sampleRateHertz);
    this.#hearing = new TrackHearing(options.format.encoding);
    this.#gate = new WritableGate({ clock: options.clock, stallLimitMs: this.settings.stallLimitMs });
    this.#sampleBytes = bytesPerSample(options.format);
    this.#bytesPerMs = (this.#sampleBytes * sampleRateHertz) / 1_000;
    this.#account = new AudioAccount({
      boundSamples: msToSamples(this.settings.replayBufferMs, sampleRateHertz),
      sampleBytes: this.#sampleBytes,
      onMissing: (span, reason) =>
        options.onMissing?.({ fromMs: this.toMs(span.from), toMs: this.toMs(span.to), reason }),
    });
  }

  /** The entrance for a new leg of this speaker. */
  openLeg(): AudioSink {
    const leg: TrackLeg = { number: ++this.#legs, lateness: new Lateness(), isStandingBy: false };
    return new LegSink({
      aligner: new SampleAligner(this.format),
      accept: (bytes, isHeld, stampMs) => this.#accept(leg, bytes, isHeld, stampMs),
      onHoldChanged: () => {
        leg.lateness.forget();
        if (!leg.isStandingBy) this.#hearing.forgetHold();
      },
      standBy: () => {
        leg.isStandingBy = true;
        leg.standBy = new StandBy({ bytesPerMs: this.#bytesPerMs, sampleBytes: this.#sampleBytes });
      },
      takeOver: (until) => this.#takeOver(leg, until),
      isWritable: () => leg.isStandingBy || this.#gate.isOpen,
      whenWritable: () => this.#gate.whenOpen(),
    });
  }

  /**
   * Begins reading at the first audio no final covers. The previous reader must be closed. `onAudio` is told of every
   * chunk that is kept for it, and whether there is enough for a piece now.
   */
  openReader(onAudio: (isWhole: boolean) => void = () => {}): TrackReader {
    const { coalesceMs, replaySpeed, tailMs } = this.settings;
    const { sampleRateHertz } = this.format;
    const pieceSamples = Math.max(1, msToSamples(coalesceMs, sampleRateHertz));
    const reader = new TrackReader({
      account: this.#account,
      clock: this.#clock,
      pieceSamples,
      tailSamples: msToSamples(tailMs, sampleRateHertz),
      patienceMs: coalesceMs / 2,
      onAudio,
      pace: new Pace({
        clock: this.#clock,
        samplesPerMs: (replaySpeed * sampleRateHertz) / 1000,
        burstSamples: pieceSamples * replaySpeed,
      }),
      onProgress: () => {
        this.#gate.progress();
        this.#updateGate();
      },
      onClosed: () => {
        this.#reader = undefined;
        this.#updateGate();
      },
    });
    this.#reader = reader;
    return reader;
  }

  /** Audio of its speaker that another instance had, from before what came here. Whole samples. */
  bringForward(bytes: Uint8Array): void {
    if (!this.#account.receiveFirst(bytes)) this.#account.receive(bytes);
    this.#updateGate();
  }

  /** The stream read last had finalised up to `position`, as an event tells. Returns the position covered, in samples. */
  recognizeUnread(position: number): number {
    const covered = this.#account.recognizeUnread(position);
    this.#updateGate();
    return covered;
  }

  /** Audio received and kept that no stream was sent yet. */
  get unsentMs(): number {
    return this.toMs(this.#account.unsent);
  }

  /** Where what was heard of its speaker ends; undefined before anything was. */
  get heardTo(): AudioEnd | undefined {
    return this.#heardTo;
  }

  /** Counts what changed the account: audio in, audio out, finals, ends. */
  get steps(): number {
    return this.#steps;
  }

  /** Memory held for replay. */
  get capacityBytes(): number {
    return this.#account.capacityBytes;
  }

  /** All audio that ever came, in milliseconds. */
  get receivedMs(): number {
    return this.toMs(this.#account.received);
  }

  toMs(samples: number): number {
    return samplesToMs(samples, this.format.sampleRateHertz);
  }

  /** The exact account, in whole samples. */
  samples(): SampleLedger {
    return this.#account.ledger();
  }

  ledger(): Ledger {
    const samples = this.#account.ledger();
    return {
      receivedMs: this.toMs(samples.received),
      recognizedMs: this.toMs(samples.recognized),
      bufferedMs: this.toMs(samples.buffered),
      heardMs: this.toMs(samples.heard),
      droppedMs: {
        hold: this.toMs(samples.dropped.hold),
        overflow: this.toMs(samples.dropped.overflow),
        abandoned: this.toMs(samples.dropped.abandoned),
      },
      replayedMs: this.toMs(samples.replayed),
      ...(this.#standBy === 0 ? {} : { standByMs: this.toMs(this.#standBy) }),
    };
  }

  /** Whether its speaker is heard, and how late. */
  hearing(): Hearing {
    return this.#hearing.facts(this.#speakingLeg?.lateness.behindMs ?? 0);
  }

  /** The call is over: remaining audio counts as abandoned, waiting writers continue, later audio is only counted. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#reader?.close("abandoned");
    this.#account.abandon();
    this.#gate.close();
  }

  #accept(leg: TrackLeg, bytes: Uint8Array, isHeld: boolean, stampMs: number | undefined): void {
    const nowMs = this.#clock.now();
    const lengthMs = this.toMs(bytes.length / this.#sampleBytes);
    if (leg.isStandingBy) {
      this.#stoodBy(leg, bytes, isHeld, endOf(stampMs, lengthMs, nowMs));
      return;
    }
    this.#hearing.note(bytes, lengthMs, isHeld);
    if (bytes.length === 0) {
      this.#steps += 1;
      return;
    }
    leg.lateness.note(nowMs, lengthMs, stampMs);
    const end = endOf(stampMs, lengthMs, nowMs);
    this.#take(leg, leg.standBy?.newPartOf(bytes, end) ?? bytes, isHeld, end);
  }

  #take(leg: TrackLeg, bytes: Uint8Array, isHeld: boolean, end: AudioEnd): void {
    const dropReason = this.#dropReason(leg, this.#clock.now(), isHeld);
    if (dropReason === undefined) {
      this.#account.receive(bytes);
      this.#heardTo = end;
    } else this.#account.drop(bytes, dropReason);
    this.#updateGate();
    if (dropReason === undefined) this.#reader?.noteAudio();
  }

  /** What comes on hold is not kept: nobody else hears it, either. */
  #stoodBy(leg: TrackLeg, bytes: Uint8Array, isHeld: boolean, end: AudioEnd): void {
    this.#steps += 1;
    this.#standBy += bytes.length / this.#sampleBytes;
    if (isHeld) leg.standBy?.forget();
    else if (bytes.length > 0) leg.standBy?.keep(bytes, end);
  }

  /** What the other leg did not bring any more is taken first, so that no word is lost, and none comes twice. */
  #takeOver(leg: TrackLeg, until: AudioEnd | undefined): void {
    if (!leg.isStandingBy) return;
    leg.isStandingBy = false;
    leg.number = ++this.#legs;
    leg.lateness.forget();
    for (const { bytes, end } of leg.standBy?.takeOver(until ?? this.#heardTo) ?? []) {
      this.#standBy -= bytes.length / this.#sampleBytes;
      this.#take(leg, bytes, false, end);
    }
  }

  /**
   * Two legs of one speaker at once (a reconnect before the old stream is dead, an overlapping subscription) would
   * interleave: the newest that makes a sound has the track, an older one is dropped until the newer falls silent.
   */
  #dropReason(leg: TrackLeg, nowMs: number, isHeld: boolean): DropReason | undefined {
    const isOutspoken =
      leg.number < (this.#speakingLeg?.number ?? 0) && nowMs - this.#spokeAtMs < LEG_SILENCE_MS;
    if (this.#isClosed || isOutspoken) return "abandoned";
    this.#speakingLeg = leg;
    this.#spokeAtMs = nowMs;
    return isHeld ? "hold" : undefined;
  }

  /** Called after each change of the account. */
  #updateGate(): void {
    this.#steps += 1;
    const { kept } = this.#account;
    // Kept audio is at least the unsent audio, and is known without a computation.
    this.#gate.set(kept > this.#highWaterSamples && this.#account.unsent > this.#highWaterSamples);
  }
}
