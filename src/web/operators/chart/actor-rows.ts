/** The actors of a call as rows of a tree: the call, its participants, and what each of them runs. Pure. */
import { speakerTitle } from "../../../contract/speaker.ts";
import type { IconName } from "../parts/icons.ts";
import { lookOf, type Tone, wordOf } from "../parts/state-looks.ts";
import type { ChartActor } from "./chart-types.ts";
import { regionsOf, topState } from "./state-words.ts";

export type ActorKind = "call" | "participant" | "work";

/** The state of one region; `region` is "" for an actor without regions. */
export interface StateBadge {
  region: string;
  text: string;
  tone: Tone;
  icon: IconName;
}

export interface ActorRow {
  actor: string;
  kind: ActorKind;
  /** "Call", "Agent", "Recogniser". */
  name: string;
  /** From 1: a speaker who comes back after a stop gets another participant. */
  generation: number;
  /** From 1. */
  level: number;
  /** Place among those with the same parent, from 1, and how many they are. */
  place: number;
  siblings: number;
  /** Null on the first level. */
  parent: string | null;
  badges: StateBadge[];
  /** "3 streams", "1 recovery". */
  notes: string[];
}

/** What has not happened is left out. */
const COUNTED: readonly (readonly [fact: string, one: string, many: string])[] = [
  ["streams", "stream", "streams"],
  ["rollOvers", "roll-over", "roll-overs"],
  ["recoveries", "recovery", "recoveries"],
];

/** Parents before what they began; participants by name, later generations after earlier ones. */
export function actorRows(actors: readonly ChartActor[]): ActorRow[] {
  const names = new Set(actors.map(({ actor }) => actor));
  const speakers = [...names].flatMap((actor) => /^participant:([^:]+)/.exec(actor)?.[1] ?? []);
  const parentOf = ({ actor }: ChartActor): string | null => {
    const owner = actor.replace(/^recognizer:/, "participant:");
    if (owner !== actor && names.has(owner)) return owner;
    return actor !== "call" && names.has("call") ? "call" : null;
  };
  const rows: ActorRow[] = [];
  const add = (parent: string | null, level: number): void => {
    const own = actors.filter((actor) => parentOf(actor) === parent).toSorted(inOrder);
    for (const [index, actor] of own.entries()) {
      rows.push({ ...rowOf(actor, speakers), level, place: index + 1, siblings: own.length, parent });
      add(actor.actor, level + 1);
    }
  };
  add(null, 1);
  return rows;
}

/** "Agent, generation 2: recognizing.fresh; 3 streams, 1 roll-over". */
export function rowSentence({ kind, name, generation, badges, notes }: ActorRow): string {
  const head = generation > 1 ? `${name}, generation ${generation}` : name;
  const states = badges.map(({ region, text }) => (region === "" ? text : `${region} ${text}`)).join(", ");
  const state = states === "" && kind !== "work" ? "not begun" : states;
  const tail = notes.length === 0 ? "" : `; ${notes.join(", ")}`;
  return `${head}${state === "" ? "" : `: ${state}`}${tail}`;
}

const KINDS: readonly ActorKind[] = ["call", "participant", "work"];

function inOrder(a: ChartActor, b: ChartActor): number {
  const byKind = KINDS.indexOf(kindOf(a.actor)) - KINDS.indexOf(kindOf(b.actor));
  return byKind || a.actor.localeCompare(b.actor, "en", { numeric: true });
}

function kindOf(actor: string): ActorKind {
  if (actor === "call") return "call";
  return actor.startsWith("participant:") ? "participant" : "work";
}

function rowOf({ actor, state, facts = {} }: ChartActor, speakers: readonly string[]) {
  const [head = "", speaker = head, number = "1"] = actor.split(":");
  const { generation } = facts;
  return {
    actor,
    kind: kindOf(actor),
    name: head === "recognizer" ? "Recogniser" : speakerTitle(wordOf(speaker), speakers),
    generation: typeof generation === "number" ? generation : Number.parseInt(number, 10) || 1,
    badges: badgesOf(state),
    notes: COUNTED.flatMap(([fact, one, many]) => {
      const count = facts[fact];
      return typeof count === "number" && count > 0 ? [`${count} ${count === 1 ? one : many}`] : [];
    }),
  };
}

function badgesOf(state: unknown): StateBadge[] {
  return regionsOf(state).map(([region, path]) => {
    const { tone, icon } = lookOf(topState(state, region));
    return { region, text: wordOf(path), tone, icon };
  });
}
