/** What a person chose about the look of each chart: ELK's options for its parts. Everything else follows from the machine. */

type Options = Readonly<Record<string, string>>;

export interface Shape {
  /** For what is laid out in one go: a chart's root, and each region of a parallel state. */
  parts: Readonly<Record<string, Options>>;
  /** For compound states inside such a part. */
  groups?: Readonly<Record<string, Options>>;
  /** For single lines, by id. */
  lines?: Readonly<Record<string, Options>>;
  /** Children in another order than the machine's: it decides their order in the drawing. */
  order?: Readonly<Record<string, readonly string[]>>;
  /** Regions of a parallel state from left to right, those of a column below each other; side by side without it. */
  columns?: Readonly<Record<string, readonly (readonly string[])[]>>;
  junctionSide?: "NORTH" | "WEST";
  /** Small states and no words on lines: a chart that is seen whole where its last transition is told beside it. */
  isPlain?: true;
}

/** The frame of a whole chart is not drawn: the page is its frame. */
const WHOLE = { "elk.direction": "DOWN", "elk.padding": "[top=8,left=8,bottom=8,right=8]" };
const DOWN = { "elk.direction": "DOWN" };

export const CALL_SHAPE: Shape = {
  parts: {
    call: WHOLE,
    "call.live.media": DOWN,
    "call.live.conversation": DOWN,
    "call.live.assist": { "elk.direction": "RIGHT" },
  },
  columns: { "call.live": [["call.live.media"], ["call.live.conversation", "call.live.assist"]] },
};

export const PARTICIPANT_SHAPE: Shape = {
  parts: { participant: WHOLE },
};
