/** Works out once for each object what is asked of it in many states of a walk. */
export function remembered<K extends object, V>(memory: WeakMap<K, V>, key: K, make: (key: K) => V): V {
  let known = memory.get(key);
  if (known === undefined) {
    known = make(key);
    memory.set(key, known);
  }
  return known;
}
