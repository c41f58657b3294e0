/** What a carrier says of who is on the line, as the agent's page shows it. */
import { maskedNumber, type NumberSight } from "../base/masked-number.ts";
import { cutText, isBlank } from "../base/text-safety.ts";

export const CALL_FACTS = ["number", "queue", "campaign", "skill", "agent"] as const;
export type CallFact = (typeof CALL_FACTS)[number];

/** Only what is known; no value is empty. `number` is the customer's, as far as agents may see it. */
export type CallFacts = Partial<Record<CallFact, string>>;

const MAX_CHARACTERS = 80;

/** What is kept of what was told: no more of a number than agents may see, and nothing that is blank. */
export function factsForAgents(told: CallFacts, numbers: NumberSight): CallFacts {
  const facts: CallFacts = {};
  for (const name of CALL_FACTS) {
    const value = told[name]?.trim() ?? "";
    const shown = name === "number" ? maskedNumber(value, numbers) : value;
    if (!isBlank(shown)) facts[name] = cutText(shown, MAX_CHARACTERS);
  }
  return facts;
}
