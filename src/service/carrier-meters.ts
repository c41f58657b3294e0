/** Metrics that are the same for every carrier. */
import type { RunningCarrier } from "../carriers/carrier.ts";
import type { Meters } from "../telemetry/meters.ts";

type MeteredCarrier = Pick<RunningCarrier, "openLegs" | "audioTotals">;

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

export function openLegsOf(carriers: readonly Pick<RunningCarrier, "openLegs">[]): number {
  return carriers.reduce((legs, carrier) => legs + carrier.openLegs(), 0);
}
