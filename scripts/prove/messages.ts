/** Messages between a call and its participants, by the name under which a table remembers them. */
import { NO_FACTS } from "../../src/actors/participant/context.ts";
import type { Speaker } from "../../src/contract/speaker.ts";
import type { LabelledEvent } from "./component.ts";

const commands = new Map<string, LabelledEvent>();

/** The conversation's name and a final's position change nothing a walk sees. */
export function command(event: { type: string; goesOn?: true }): LabelledEvent {
  const label = event.goesOn ? `${event.type}(elsewhere)` : event.type;
  let known = commands.get(label);
  if (known === undefined) {
    known = { label, event };
    commands.set(label, known);
  }
  return known;
}

/** What a participant tells its call; the facts change nothing a walk sees. */
export function report(type: string, speaker: Speaker): LabelledEvent {
  const content =
    type === "participant.failed"
      ? { code: 3, message: "stated by the walk" }
      : { lastWords: "arrived", facts: NO_FACTS };
  const event = { type, speaker, ...content };
  return { label: `${type}(${speaker})`, event };
}
