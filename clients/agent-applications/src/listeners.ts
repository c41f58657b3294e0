/** Listeners by event. */

export class Listeners<Events extends Record<string, unknown>> {
  readonly #byEvent = new Map<keyof Events, Set<(message: never) => void>>();

  /** Returns the unsubscribe function. */
  on<Name extends keyof Events>(event: Name, listener: (message: Events[Name]) => void): () => void {
    const listeners = this.#byEvent.get(event) ?? new Set();
    this.#byEvent.set(event, listeners.add(listener as (message: never) => void));
    return () => void listeners.delete(listener as (message: never) => void);
  }

  tell<Name extends keyof Events>(event: Name, message: Events[Name]): void {
    for (const listener of [...(this.#byEvent.get(event) ?? [])])
      (listener as (message: Events[Name]) => void)(message);
  }
}
