/** Asks as Sidetone's own console does: a busy server's 503 names a time to come again. */

/** Only a hang takes as long. */
const DEADLINE_MS = 120_000;
const PAUSE_MS = 250;

/** Gives the first answer that does not ask for another try; after the deadline, the last one. */
export async function askAgain(ask: () => Promise<Response>): Promise<Response> {
  const endsAtMs = performance.now() + DEADLINE_MS;
  for (;;) {
    const response = await ask();
    const isBusy = response.status === 503 && response.headers.has("retry-after");
    if (!isBusy || performance.now() > endsAtMs) return response;
    await Bun.sleep(PAUSE_MS);
  }
}
