/** Alarms of the whole process, not of one call: they hold from when they are raised until their cause is gone. */
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/log.ts";
import type { StandingAlarm } from "../contract/operations.ts";

/** Each has a row in docs/reference/errors.md. */
export type StandingAlarmCode =
  | "DISK_FAILING"
  | "HELP_STOPPED"
  | "JOBS_FULL"
  | "STREAMS_FAILING"
  | "TRANSLATION_STOPPED";

export interface StandingAlarms {
  /** `about` tells alarms of one code apart. Raising one that holds already changes its message only. */
  raise(code: StandingAlarmCode, about: string, alarm: Pick<StandingAlarm, "severity" | "message">): void;
  clear(code: StandingAlarmCode, about: string): void;
  /** Oldest first. */
  list(): StandingAlarm[];
}

export function createStandingAlarms(options: { clock: Clock; logger: Logger }): StandingAlarms {
  const { clock, logger } = options;
  const alarms = new Map<string, StandingAlarm>();
  return {
    raise(code, about, alarm) {
      const key = `${code} ${about}`;
      const known = alarms.get(key);
      alarms.set(key, { code, ...alarm, sinceMs: known?.sinceMs ?? clock.now() });
      if (known === undefined) logger.error({ code }, "operator alarm raised");
    },
    clear(code, about) {
      if (alarms.delete(`${code} ${about}`)) logger.info({ code }, "operator alarm cleared");
    },
    list: () => [...alarms.values()],
  };
}
