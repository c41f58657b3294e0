/** What the process counts and drains of every carrier alike: whoever brings callers' audio or words. */
import type { CallSource } from "../contract/call-ref.ts";
import type { Meters } from "../telemetry/meters.ts";

/** Audio received since the start. */
export interface AudioTotals {
  messages: number;
  bytes: number;
  /** Milliseconds by which the sender's clock moved on without audio; 0 where the protocol has none. */
  gapMs: number;
}

export interface Carrier {
  readonly source: CallSource;
  /** Audio streams open now. */
  openLegs(): number;
  audioTotals(): AudioTotals;
  /** Nothing new from now on; what runs goes on. */
  stopAccepting(): void;
  /**
   * Asks every leg to begin again elsewhere: now, or each at its next pause in speech. Absent where calls are left to the
   * next process, which takes them up: these are not waited for.
   */
  askToReconnect?(when: "pause" | "now"): void;
}

type MeteredCarrier = Pick<Carrier, "openLegs" | "audioTotals">;

export function meterAudio(meters: Meters, carriers: readonly MeteredCarrier[]): void {
  const sum = (ask: (carrier: MeteredCarrier) => number) => carriers.reduce((all, one) => all + ask(one), 0);
  meters.gauge({
    name: "sidetone_legs_open",
    help: "Audio streams open now, of every carrier",
    ask: () => openLegsOf(carriers),
  });
  meters.total({
    name: "sidetone_audio_messages_total",
    help: "Audio messages received, from every carrier",
    ask: () => sum((carrier) => carrier.audioTotals().messages),
  });
  meters.total({
    name: "sidetone_audio_bytes_total",
    help: "Audio bytes received, from every carrier",
    ask: () => sum((carrier) => carrier.audioTotals().bytes),
  });
  meters.total({
    name: "sidetone_audio_gap_seconds_total",
    help: "Time by which a sender's clock (Five9's send_time) moved on without audio",
    ask: () => sum((carrier) => carrier.audioTotals().gapMs) / 1000,
  });
}

export function openLegsOf(carriers: readonly Pick<Carrier, "openLegs">[]): number {
  return carriers.reduce((legs, carrier) => legs + carrier.openLegs(), 0);
}
