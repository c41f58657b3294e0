/** Loads the script with the elements that nobody sees at first: when the page is idle, or sooner if one is wanted. */

let url = "";
let loading: Promise<boolean> | undefined;

export function setUpLater(address: string): void {
  url = address;
  // Safari has had no requestIdleCallback for long.
  const whenIdle = window.requestIdleCallback ?? ((then: () => void) => setTimeout(then, IDLE_MS));
  whenIdle(() => void loadLater());
}

const IDLE_MS = 500;

/** Resolves with true once its elements are there, as in a page whose script has all. A failed fetch is tried again with the next wish. */
export async function loadLater(): Promise<boolean> {
  if (customElements.get("sidetone-help") !== undefined) return true;
  loading ??= import(url).then(
    () => true,
    () => false,
  );
  const isLoaded = await loading;
  if (!isLoaded) loading = undefined;
  return isLoaded;
}
