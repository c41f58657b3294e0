/** What a world is made of, and what may happen in it. */
import type { RecognitionPolicy } from "../../src/actors/call/context.ts";
import type { Speaker } from "../../src/contract/speaker.ts";
import type { ComponentState } from "./component.ts";
import type { PartState } from "./speaker-part.ts";

export interface LegSpec {
  legId: string;
  speaker: Speaker;
  medium: "audio" | "text";
  /** It comes as the stream of another agent, for the same voice. */
  standsBy?: true;
}

/** What may happen in one walk. Timers, answers and restarts of recognition always may. */
export interface WorldOptions {
  name: string;
  legs: readonly LegSpec[];
  recognition: RecognitionPolicy;
  mostDesktops: number;
  /** Restart of the process, and its announcement. */
  restarts: boolean;
  /** The owner of the call ends, and another instance takes it over while its speakers' audio is on further ones. */
  takeOvers: boolean;
  /** Operators' wishes. */
  operators: boolean;
  holds: boolean;
  presence: boolean;
  /** Five9 reports streams as failed, and some of those are heard again. */
  reports: boolean;
  /** When a leg first brings audio: some time after it came, at once, or never. */
  audio: "later" | "at once" | "never";
}

/** The state of a leg's stream at its transport. */
export type LegState = "none" | "open" | "told";
export const LEG_STATES: readonly LegState[] = ["none", "open", "told"];

export interface WorldState {
  call: ComponentState;
  /** By the order of `speakers`; null if the call has no living participant. */
  parts: readonly (PartState | null)[];
  legs: readonly LegState[];
  /** By the order of `speakers`: who brought audio and waits for the conversation, see owed.ts. */
  owed: readonly boolean[];
}

export interface Move {
  label: string;
  /** "timer": it comes by itself; "answer": Dialogflow's to open or complete, which has a deadline; else from outside. */
  by: "timer" | "answer" | "outside";
  /** Names of the timer that makes it, and of those it starts. */
  fired: string | null;
  armed: readonly string[];
  state: WorldState;
  breaches: readonly string[];
}

/** All subsets but the empty one. */
export function subsetsOf<T>([first, ...others]: readonly T[]): T[][] {
  if (first === undefined) return [];
  const without = subsetsOf(others);
  return [[first], ...without, ...without.map((subset) => [first, ...subset])];
}
