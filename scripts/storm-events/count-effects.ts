/** What the storm's events have done, read from the histories and counters of their calls. */
import type { Stage } from "../../simulators/stage/stage.ts";
import { five9CallKey } from "../../src/transports/five9/call-key.ts";
import type { StormEvent } from "./event-plan.ts";

export interface Effects {
  /** Events with exactly one effect. */
  once: number;
  lost: number;
  /** Effects beyond the first, as lines or as counts. */
  doubled: number;
}

const READERS = 8;

export async function countEffects(stage: Stage, events: readonly StormEvent[]): Promise<Effects> {
  const byCall = Map.groupBy(events, ({ callId }) => callId);
  const effects: Effects = { once: 0, lost: 0, doubled: 0 };
  const calls = [...byCall];
  async function reader(): Promise<void> {
    for (let call = calls.pop(); call !== undefined; call = calls.pop()) {
      const [callId, sent] = call;
      const detail = await stage.callDetail(five9CallKey(callId));
      const lines = new Map<string, number>();
      for (const { event, detail: told } of detail?.history ?? []) {
        if (event !== "mediastream.reported") continue;
        const key = String(told?.occurredOn);
        lines.set(key, (lines.get(key) ?? 0) + 1);
      }
      for (const { occurredOn } of sent) {
        const count = lines.get(occurredOn) ?? 0;
        if (count === 0) effects.lost += 1;
        else if (count === 1) effects.once += 1;
        else effects.doubled += count - 1;
      }
      effects.doubled += Math.max(0, (detail?.mediastreamReports ?? 0) - sent.length);
    }
  }
  await Promise.all(Array.from({ length: READERS }, reader));
  return effects;
}
