/** Gathers what happens between two pictures of the screen, so that many events cost one rendering. */

/** A page in the background gets no frames; work continues at this pace then. */
const HIDDEN_FRAME_MS = 1_000;
/** Text that changes faster than this cannot be read, and drawing it costs the same. */
const LEAST_APART_MS = 80;

/** Resolves at the next frame, or after a second where the page is not seen. */
export function nextFrame(): Promise<void> {
  return new Promise((resolve) => {
    let isDone = false;
    const done = () => {
      if (isDone) return;
      isDone = true;
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(done, HIDDEN_FRAME_MS);
    requestAnimationFrame(done);
  });
}

/** Returns a function that has `work` run once, at a frame, however often it is called before. */
export function oncePerFrame(work: () => void): () => void {
  let isDue = false;
  let lastMs = 0;
  async function run(): Promise<void> {
    const restMs = lastMs + LEAST_APART_MS - performance.now();
    if (restMs > 0) await new Promise((resolve) => setTimeout(resolve, restMs));
    await nextFrame();
    lastMs = performance.now();
    isDue = false;
    work();
  }
  return () => {
    if (isDue) return;
    isDue = true;
    void run();
  };
}
