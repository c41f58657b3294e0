/**
 * The properties and events of the chart elements. Every property may be set at any time.
 *
 *     <statechart-view .layout=${"call"} .state=${line.state} .last=${line.took?.at(-1) ?? null}></statechart-view>
 *     <actor-tree .actors=${moment.actors} .selected=${"call"} @actor-selected=${(e) => show(e.detail.actor)}></actor-tree>
 *     <charts-page></charts-page>
 */
import type { Transition } from "../../../contract/history-line.ts";

/** Which machine is drawn. */
export type ChartName = "call" | "participant";

/** Properties of `<statechart-view>`. */
export interface StatechartViewProperties {
  layout: ChartName;
  /** XState's state value, as on a line of the history; null while the actor has not begun. */
  state: unknown;
  /** The transition taken last, traced along its edge; null for none. */
  last: Transition | null;
  /** The event that brought `last` about: tells apart transitions between the same states. "" if it is not known. */
  event: string;
  /** Further transitions of the same event: traced as well, without the animation. */
  also: readonly Transition[];
  /** Ids of states that were active earlier, faintly marked: "call.live.media.awaiting". */
  visited: ReadonlySet<string>;
  /** Where a state's card links to its description: this and the state's id. */
  docsHref: string;
  /** Whether all of the chart is shown where there is room, without words on its lines, instead of scrolling. */
  whole: boolean;
}

/** Properties of `<actor-tree>`. */
export interface ActorTreeProperties {
  actors: readonly ChartActor[];
  /** Name of the actor that is selected: "call", "participant:agent", "recognizer:agent". */
  selected: string;
}

/** One actor as the contract's actorSchema and the moments of a call have it. */
export interface ChartActor {
  /** "call", "participant:agent", "recognizer:agent" or the name of invoked work. */
  actor: string;
  state: unknown;
  /** A participant's `streams`, `generation` and the like, shown as short notes. */
  facts?: Readonly<Record<string, unknown>>;
}

/** Detail of the bubbling event "actor-selected" of `<actor-tree>`. */
export interface ActorSelected {
  actor: string;
}

/** Detail of the bubbling event "state-selected" of `<statechart-view>`: a state's card was opened; "" when it closed. */
export interface StateSelected {
  layout: ChartName;
  stateId: string;
}
