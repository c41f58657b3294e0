/** Listeners by key, such as a leg or a call. */

export interface Listeners<T> {
  add(key: string, listener: (message: T) => void): () => void;
  /** False where nobody listens. */
  tell(key: string, message: T): boolean;
}

export function createListeners<T>(): Listeners<T> {
  const byKey = new Map<string, Set<(message: T) => void>>();
  return {
    add(key, listener) {
      const listeners = byKey.get(key) ?? new Set();
      listeners.add(listener);
      byKey.set(key, listeners);
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0 && byKey.get(key) === listeners) byKey.delete(key);
      };
    },
    tell(key, message) {
      const listeners = [...(byKey.get(key) ?? [])];
      for (const listener of listeners) listener(message);
      return listeners.length > 0;
    },
  };
}
