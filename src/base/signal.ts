/** One kind of event for any number of listeners: parts that start early report to parts that start later. */

export interface Signal<T> {
  /** In the order of subscription; a listener that throws keeps later ones from being called. */
  tell(news: T): void;
  /** Returns the unsubscribe function. */
  on(listener: (news: T) => void): () => void;
}

export function createSignal<T>(): Signal<T> {
  const listeners = new Set<(news: T) => void>();
  return {
    tell(news) {
      for (const listener of [...listeners]) listener(news);
    },
    on(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
