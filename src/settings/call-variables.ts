/** The setting that says which of Five9's call variables tell agents who is on the line. */
import { CALL_FACTS, type CallFact } from "../contract/call-facts.ts";

/** Five9's names of variables ("Call.ANI") to what they tell; of several that tell the same the first with a value counts. */
export type CallVariables = ReadonlyMap<string, CallFact>;

/** Reads "number=Call.ANI,skill=Call.skill_name". Null if a part is not fact=Group.variable, or if a variable comes twice. */
export function parseCallVariables(text: string): CallVariables | null {
  const variables = new Map<string, CallFact>();
  for (const part of text.split(",").map((item) => item.trim())) {
    if (part === "") continue;
    const [name = "", variable = "", ...rest] = part.split("=").map((side) => side.trim());
    const fact = CALL_FACTS.find((known) => known === name);
    if (fact === undefined || rest.length > 0 || variables.has(variable)) return null;
    if (!/^[^.]+\.[^.]+$/.test(variable)) return null;
    variables.set(variable, fact);
  }
  return variables;
}
