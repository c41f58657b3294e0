/**
 * How the runtime is set wherever the program runs: by the image, the systemd unit, `make start`, tests and the benchmark. It reads
 * these variables before any code of the program runs.
 *
 * The memory allocator (Bun's fork of mimalloc: docs of its options, in ms): by default each calm moment of the event loop searches
 * all pages for unused parts and gives them back, up to ten times a second, and what was freed whole is given back after a tenth of a
 * second. A process with few calls has a calm moment after each chunk, so that the next chunk asks for the same pages again.
 *
 * The compiler (JavaScriptCore's OptionsList.h): a function is first compiled when it has counted so far, 15 for each call and one
 * for each round of a loop; by default 500, which is 34 calls. What is called once a second is compiled for more than it ever costs.
 */
export const RUNTIME = {
  MIMALLOC_PURGE_DELAY: "1000",
  MIMALLOC_PURGE_HOLES_MIN_INTERVAL: "2000",
  BUN_JSC_thresholdForJITAfterWarmUp: "2000",
} as const;
