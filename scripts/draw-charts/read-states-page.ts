/** What docs/reference/states.md says of each state. */

export interface StateDescription {
  sentence: string;
  /** "I1" and the like. */
  invariants: string[];
}

/** By the path of the state; the charts themselves ("## call") are described as well. A state may be missing. */
export function readStatesPage(page: string): Map<string, StateDescription> {
  const found = new Map<string, StateDescription>();
  for (const section of page.split(/^#{2,3} /m).slice(1)) {
    const [heading = "", ...rest] = section.split("\n");
    const blocks = rest
      .join("\n")
      .split(/\n{2,}/)
      .map((block) => block.trim().replaceAll("\n", " "))
      .filter((block) => block !== "");
    const invariants = blocks.find((block) => block.startsWith("Invariants: "));
    const sentence = blocks.find((block) => block !== invariants);
    if (sentence === undefined) continue;
    found.set(heading.trim(), { sentence, invariants: invariants?.match(/I\d+/g) ?? [] });
  }
  return found;
}
