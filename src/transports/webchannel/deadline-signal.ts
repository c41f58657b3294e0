/** An abort signal that fires at a deadline or with another signal, by the injected clock. */
import type { Clock } from "../../base/clock.ts";

export interface DeadlineSignal {
  signal: AbortSignal;
  /** True when the deadline, and not the other signal, was the reason. */
  isLate(): boolean;
  /** The deadline counts from now. */
  restart(): void;
  /** Ends the watch without a signal. */
  clear(): void;
  /** Ends the watch and fires, so that what still runs stops. */
  abort(): void;
}

export function deadlineSignal(clock: Clock, deadlineMs: number, other?: AbortSignal): DeadlineSignal {
  const controller = new AbortController();
  let isLate = false;
  const onOther = () => controller.abort();
  const arm = () =>
    clock.setTimeout(() => {
      isLate = true;
      controller.abort();
    }, deadlineMs);
  let timer = arm();
  if (other?.aborted === true) controller.abort();
  other?.addEventListener("abort", onOther, { once: true });
  const clear = () => {
    clock.clearTimeout(timer);
    other?.removeEventListener("abort", onOther);
  };
  return {
    signal: controller.signal,
    isLate: () => isLate,
    restart: () => {
      clock.clearTimeout(timer);
      timer = arm();
    },
    clear,
    abort: () => {
      clear();
      controller.abort();
    },
  };
}
