/** How many requests of desktops may be under way towards other services at once; more are asked to come back. */

export interface RequestGate {
  /** Returns the function that leaves again, which may be called twice; null where all places are taken. */
  enter(): (() => void) | null;
  /** Places taken. */
  readonly count: number;
}

export function createRequestGate(places: number): RequestGate {
  let taken = 0;
  return {
    enter() {
      if (taken >= places) return null;
      taken += 1;
      let isInside = true;
      return () => {
        if (isInside) taken -= 1;
        isInside = false;
      };
    },
    get count() {
      return taken;
    },
  };
}
