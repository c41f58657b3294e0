/**
 * Posts events at a steady pace, each until it is taken. Whether Five9 posts one again is not documented; the storm does, to
 * see that what is acknowledged is neither lost nor doubled while Sidetone and Redis are killed.
 */
import type { StormEvent } from "./event-plan.ts";

export interface PostEventsOptions {
  events: readonly StormEvent[];
  /** Asked for each post. */
  httpBaseUrl(): string;
  apiKey: string;
  /** Over which they are spread; longer where Sidetone asks to come again. */
  durationMs: number;
  onTaken(taken: number): void;
}

export interface PostedEvents {
  taken: number;
  /** Posts that were refused, unanswered or answered 5xx, and made again. */
  repeated: number;
  /** Events answered otherwise: they are not posted again. */
  refused: number;
}

const POSTERS = 48;
const REPEAT_PAUSE_MS = 250;
const ANSWER_DEADLINE_MS = 15_000;

export async function postEvents(options: PostEventsOptions): Promise<PostedEvents> {
  const { events, durationMs } = options;
  const startMs = performance.now();
  const done: PostedEvents = { taken: 0, repeated: 0, refused: 0 };
  let next = 0;
  async function poster(): Promise<void> {
    for (let at = next++; at < events.length; at = next++) {
      const waitMs = startMs + (at / events.length) * durationMs - performance.now();
      if (waitMs > 0) await Bun.sleep(waitMs);
      const event = events[at];
      if (event === undefined) return;
      for (let status = await post(options, event); status !== 200; status = await post(options, event)) {
        if (status !== 0 && status < 500) {
          done.refused += 1;
          break;
        }
        done.repeated += 1;
        await Bun.sleep(REPEAT_PAUSE_MS);
      }
      done.taken += 1;
      options.onTaken(done.taken);
    }
  }
  await Promise.all(Array.from({ length: POSTERS }, poster));
  return { ...done, taken: done.taken - done.refused };
}

/** 0 if no answer came: whether the event was kept is not known then. */
async function post({ httpBaseUrl, apiKey }: PostEventsOptions, event: StormEvent): Promise<number> {
  const body = { ...event, domainId: "1", callLeg: "Agent", status: "STREAMING" };
  try {
    const response = await fetch(`${httpBaseUrl()}/mediastream-event-destination/subscriptions/storm`, {
      method: "POST",
      headers: { "content-type": "application/json", "X-F9-APIKEY": apiKey },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(ANSWER_DEADLINE_MS),
    });
    await response.body?.cancel();
    return response.status;
  } catch {
    // The process was killed, or is not up again.
    return 0;
  }
}
