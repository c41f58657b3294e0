/** For endless repetition: the first of a kind is reported at once, further ones as a sum once a minute. */
import type { Clock } from "./clock.ts";

export interface Rarely<Kind, Detail> {
  note(kind: Kind, detail: Detail): void;
  /** Reports the rest of the running intervals. */
  close(): void;
}

export interface RarelyOptions<Kind, Detail> {
  clock: Clock;
  /** `detail` is the last one, `count` the number of the kind since the last report. */
  tell(kind: Kind, detail: Detail, count: number): void;
}

const INTERVAL_MS = 60_000;

interface Unsaid<Detail> {
  count: number;
  detail: Detail;
  timer: unknown;
}

export function createRarely<Kind, Detail>({
  clock,
  tell,
}: RarelyOptions<Kind, Detail>): Rarely<Kind, Detail> {
  const kinds = new Map<Kind, Unsaid<Detail>>();

  function sumUp(kind: Kind): void {
    const unsaid = kinds.get(kind);
    kinds.delete(kind);
    if (unsaid === undefined || unsaid.count === 0) return;
    tell(kind, unsaid.detail, unsaid.count);
    hush(kind, unsaid.detail);
  }

  function hush(kind: Kind, detail: Detail): void {
    kinds.set(kind, { count: 0, detail, timer: clock.setTimeout(() => sumUp(kind), INTERVAL_MS) });
  }

  return {
    note(kind, detail) {
      const unsaid = kinds.get(kind);
      if (unsaid === undefined) {
        tell(kind, detail, 1);
        hush(kind, detail);
        return;
      }
      unsaid.count += 1;
      unsaid.detail = detail;
    },
    close() {
      for (const [kind, { count, detail, timer }] of kinds) {
        clock.clearTimeout(timer);
        if (count > 0) tell(kind, detail, count);
      }
      kinds.clear();
    },
  };
}
