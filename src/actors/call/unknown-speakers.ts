/** How often a call's carrier could not say for certain who speaks. */
import type { CallContext } from "./context.ts";
import type { CallEvent } from "./events.ts";

type Remembered = Pick<CallContext, "unknownSpeakers">;

/** The counts after the event. A next process counts from 1 again, so the greater count stays. */
export function withUnknown({ unknownSpeakers }: Remembered, event: { type: string }): Partial<Remembered> {
  const news = event as CallEvent;
  if (news.type !== "speaker.unknown") return {};
  const { cause, count } = news;
  return { unknownSpeakers: { ...unknownSpeakers, [cause]: Math.max(unknownSpeakers[cause] ?? 0, count) } };
}
