/** How many requests of desktops to other services may run at once; further ones are asked to try again. */

export interface RequestGate {
  /** Returns the function that leaves again, which may be called twice; null if all places are taken. */
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
