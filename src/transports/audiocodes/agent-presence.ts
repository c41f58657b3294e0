/** Whether any agent's application is attached: several may come and go, and some do not say who they are. */

import { cutText, MAX_ID_CHARACTERS } from "../../base/text-safety.ts";

/** Far more than take part in one call; those beyond are not told apart from those who do not say who they are. */
const MAX_AGENTS = 100;

export class AgentPresence {
  readonly #agents = new Set<string>();

  /** A start activity with a present agent does not say which one; the empty id represents it. */
  connect(agentId = ""): void {
    const id = shortened(agentId);
    if (id !== "") this.#agents.delete("");
    const hasRoom = this.#agents.size < MAX_AGENTS || this.#agents.has(id);
    this.#agents.add(hasRoom ? id : "");
  }

  disconnect(agentId = ""): void {
    const wasKnown = this.#agents.delete(shortened(agentId));
    if (agentId === "") this.#agents.clear();
    else if (!wasKnown) this.#agents.delete("");
  }

  get isPresent(): boolean {
    return this.#agents.size > 0;
  }
}

/** What is kept of an id; an agent comes and goes by the same id, so a cut id still identifies one. */
function shortened(agentId: string): string {
  return cutText(agentId, MAX_ID_CHARACTERS);
}
