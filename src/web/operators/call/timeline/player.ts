/** Plays a call again at its own pace or faster. */

export const SPEEDS = [1, 4, 16] as const;
export type Speed = (typeof SPEEDS)[number];

export interface Player {
  isPlaying(): boolean;
  /** From this time of the call on. */
  play(fromMs: number, speed: Speed): void;
  stop(): void;
}

export interface PlayerOptions {
  /** When the newest line was; playing ends there. */
  endMs(): number;
  onTime(atMs: number): void;
  onStopped(): void;
  now?: () => number;
  /** Calls back at the next picture; returns what cancels it. */
  frame?: (work: () => void) => () => void;
}

function browserFrame(work: () => void): () => void {
  const id = requestAnimationFrame(work);
  return () => cancelAnimationFrame(id);
}

export function createPlayer(options: PlayerOptions): Player {
  const now = options.now ?? (() => performance.now());
  const frame = options.frame ?? browserFrame;
  let cancel: (() => void) | undefined;

  function stop(): void {
    if (cancel === undefined) return;
    cancel();
    cancel = undefined;
    options.onStopped();
  }

  return {
    isPlaying: () => cancel !== undefined,
    play(fromMs, speed) {
      cancel?.();
      const beganMs = now();
      const step = () => {
        const atMs = fromMs + (now() - beganMs) * speed;
        options.onTime(Math.min(atMs, options.endMs()));
        if (atMs >= options.endMs()) stop();
        else if (cancel !== undefined) cancel = frame(step);
      };
      cancel = frame(step);
    },
    stop,
  };
}
