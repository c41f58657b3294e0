/** The actors of a call as rows of a tree: the call, its participants, and what each of them runs. Pure. */
import type { ChartActor } from "./chart-types.ts";

export interface ActorRow {
  actor: string;
  /** "Call", "Agent", "Recogniser". */
  label: string;
  /** 1 for the call. */
  level: number;
  /** Place among those of the same parent, from 1, and how many they are. */
  place: number;
  count: number;
  state: unknown;
  /** "generation 2", "3 streams", "1 recovery". */
  notes: string[];
}

export function actorRows(actors: readonly ChartActor[]): ActorRow[] {
  const isBelowCall = ({ actor }: ChartActor) => actor !== "call" && !actor.startsWith("recognizer:");
  const call = actors.filter(({ actor }) => actor === "call");
  const rows: ActorRow[] = call.map((actor, index) => row(actor, 1, index, call.length));
  const below = actors.filter(isBelowCall);
  for (const [index, actor] of below.entries()) {
    rows.push(row(actor, 2, index, below.length));
    const own = actors.filter(({ actor: name }) => name === `recognizer:${speakerOf(actor.actor)}`);
    rows.push(...own.map((inner, place) => row(inner, 3, place, own.length)));
  }
  const placed = new Set(rows.map(({ actor }) => actor));
  const left = actors.filter(({ actor }) => !placed.has(actor));
  return [...rows, ...left.map((actor, index) => row(actor, 2, index, left.length))];
}

function row({ actor, state, facts }: ChartActor, level: number, index: number, count: number): ActorRow {
  return { actor, label: labelOf(actor), level, place: index + 1, count, state, notes: notesOf(facts ?? {}) };
}

function speakerOf(actor: string): string {
  return actor.slice(actor.indexOf(":") + 1);
}

function labelOf(actor: string): string {
  if (actor.startsWith("recognizer:")) return `Recogniser of ${speakerOf(actor)}`;
  const name = actor.startsWith("participant:") ? speakerOf(actor) : actor;
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** Counts worth a look; what has not happened is left out. */
const COUNTED: readonly (readonly [fact: string, one: string, many: string])[] = [
  ["streams", "stream", "streams"],
  ["rollOvers", "roll-over", "roll-overs"],
  ["recoveries", "recovery", "recoveries"],
];

function notesOf(facts: Readonly<Record<string, unknown>>): string[] {
  const notes: string[] = [];
  const { generation } = facts;
  if (typeof generation === "number") notes.push(`generation ${generation}`);
  for (const [fact, one, many] of COUNTED) {
    const count = facts[fact];
    if (typeof count === "number" && count > 0) notes.push(`${count} ${count === 1 ? one : many}`);
  }
  return notes;
}
