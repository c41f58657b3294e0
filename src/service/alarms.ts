/** Alarms of the whole process: raised by any part, shown by the console, counted here. */
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/log.ts";
import { createStandingAlarms, type StandingAlarms } from "../operators/standing-alarms.ts";
import { countNames, type Meters } from "../telemetry/meters.ts";
import type { Part } from "./part.ts";

export function startAlarms(options: { clock: Clock; logger: Logger }): Part & { alarms: StandingAlarms } {
  const alarms = createStandingAlarms(options);
  return { name: "alarms", alarms, meters: (meters) => meterAlarms(meters, alarms) };
}

export function meterAlarms(meters: Meters, alarms: Pick<StandingAlarms, "list">): void {
  meters.gaugeBy({
    name: "sidetone_standing_alarms",
    help: "Alarms of the process that hold now",
    label: "code",
    ask: () => countNames(alarms.list().map(({ code }) => code)),
  });
}
