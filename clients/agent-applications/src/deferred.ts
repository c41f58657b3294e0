/** A promise with its ends in hand; Node 20 and browsers of 2023 have no Promise.withResolvers. */

export interface Deferred<Value> {
  promise: Promise<Value>;
  resolve(value: Value): void;
  reject(reason: Error): void;
}

export function deferred<Value>(): Deferred<Value> {
  let ends: Omit<Deferred<Value>, "promise"> | undefined;
  const promise = new Promise<Value>((resolve, reject) => {
    ends = { resolve, reject };
  });
  // The promise's constructor has run that.
  return { promise, ...(ends as Omit<Deferred<Value>, "promise">) };
}
