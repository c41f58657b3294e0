/** Speech-to-text as the bot commands it: off until startRecognition, one switch per participant. */

/** A change of one participant's switch, with the time on the wall. */
export interface RecognitionChange {
  participant: string;
  isOn: boolean;
  atMs: number;
}

export interface Recognition {
  set(participant: string, isOn: boolean): void;
  isOn(participant: string): boolean;
  /** On without a break since then, on the wall; undefined while off. */
  onSinceMs(participant: string): number | undefined;
  /** Participants whose recognition is on. */
  listening(): string[];
  readonly changes: readonly RecognitionChange[];
  /** Resolves once all of these are on, or after the deadline; tells which. */
  whenOn(participants: readonly string[], deadlineMs: number): Promise<boolean>;
}

/**
 * What startRecognition does to a participant who is recognised already: the page "Agent assist" (techdocs) names the
 * event and does not say. `anew`, the stricter: a sentence that was begun before it is not heard. `nothing`.
 */
export type SecondStart = "anew" | "nothing";

export function createRecognition(now: () => number, secondStart: SecondStart = "anew"): Recognition {
  const on = new Map<string, number>();
  const changes: RecognitionChange[] = [];
  const waiting = new Set<() => void>();
  return {
    set(participant, isOn) {
      const atMs = now();
      changes.push({ participant, isOn, atMs });
      if (!isOn) on.delete(participant);
      else if (secondStart === "anew" || !on.has(participant)) on.set(participant, atMs);
      for (const check of [...waiting]) check();
    },
    isOn: (participant) => on.has(participant),
    onSinceMs: (participant) => on.get(participant),
    listening: () => [...on.keys()],
    changes,
    whenOn(participants, deadlineMs) {
      const isReady = () => participants.every((participant) => on.has(participant));
      if (isReady()) return Promise.resolve(true);
      return new Promise((resolve) => {
        const finish = (result: boolean) => {
          clearTimeout(timer);
          waiting.delete(check);
          resolve(result);
        };
        const check = () => {
          if (isReady()) finish(true);
        };
        const timer = setTimeout(() => finish(false), deadlineMs);
        waiting.add(check);
      });
    },
  };
}
