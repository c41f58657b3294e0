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
  /** Participants whose recognition is on. */
  listening(): string[];
  readonly changes: readonly RecognitionChange[];
  /** Resolves once all of these are on, or after the deadline; tells which. */
  whenOn(participants: readonly string[], deadlineMs: number): Promise<boolean>;
}

export function createRecognition(now: () => number): Recognition {
  const on = new Set<string>();
  const changes: RecognitionChange[] = [];
  const waiting = new Set<() => void>();
  return {
    set(participant, isOn) {
      changes.push({ participant, isOn, atMs: now() });
      if (isOn) on.add(participant);
      else on.delete(participant);
      for (const check of [...waiting]) check();
    },
    isOn: (participant) => on.has(participant),
    listening: () => [...on],
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
