/** Whether any agent's application is attached: several may come and go, and some do not say who they are. */

export class AgentPresence {
  readonly #agents = new Set<string>();

  /** A start activity that says an agent is there already does not say which one; the empty id stands for it. */
  connect(agentId = ""): void {
    if (agentId !== "") this.#agents.delete("");
    this.#agents.add(agentId);
  }

  disconnect(agentId = ""): void {
    const wasKnown = this.#agents.delete(agentId);
    if (agentId === "") this.#agents.clear();
    else if (!wasKnown) this.#agents.delete("");
  }

  get isPresent(): boolean {
    return this.#agents.size > 0;
  }
}
