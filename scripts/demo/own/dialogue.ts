/** A written conversation: one line for each turn, `Agent: ...` or `Customer: ...`. */
import type { SampleSpeaker } from "../../../samples/sample.ts";

export interface Turn {
  speaker: SampleSpeaker;
  text: string;
}

const SPEAKERS: Readonly<Record<string, SampleSpeaker>> = {
  agent: "agent",
  customer: "customer",
  caller: "customer",
  client: "customer",
};
const LINE = /^\s*([^:\s][^:]{0,40}?)\s*:\s*(.*)$/;
const MOST_TURNS = 2_000;

/**
 * Empty lines and lines that begin with # say nothing; a line without a speaker goes on with the turn before it. Throws an
 * Error with one sentence that names the file and the line, without its words.
 */
export function readDialogue(text: string, file: string): Turn[] {
  const turns: Turn[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === "" || line.trim().startsWith("#")) continue;
    const [, name = "", said = ""] = LINE.exec(line) ?? [];
    const speaker = SPEAKERS[name.toLowerCase()];
    const last = turns.at(-1);
    if (speaker !== undefined) turns.push({ speaker, text: said.trim() });
    else if (last !== undefined && name === "") last.text = `${last.text} ${line.trim()}`.trim();
    else
      throw new Error(`${file}: line ${index + 1} names no speaker. Begin it with "Agent:" or "Customer:".`);
  }
  const spoken = turns.filter((turn) => /[\p{L}\p{N}]/u.test(turn.text));
  if (spoken.length === 0)
    throw new Error(`${file}: nobody says anything. Write lines such as "Agent: How can I help?".`);
  if (spoken.length > MOST_TURNS)
    throw new Error(`${file}: ${spoken.length} turns are too many. Keep to ${MOST_TURNS}.`);
  return spoken;
}
