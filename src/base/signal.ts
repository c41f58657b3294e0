/** One kind of news, told to all who listen: parts that start early report to parts that start later. */

export interface Signal<T> {
  /** In the order in which they began to listen; a listener that throws keeps the rest from hearing. */
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
