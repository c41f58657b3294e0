/** Waiting for what a call is refused with, and for conditions. */

/** The code and text of the refusal; fails when there is none. */
export async function refusal(
  promise: Promise<unknown>,
): Promise<{ code: number | undefined; details: string | undefined }> {
  try {
    await promise;
  } catch (caught) {
    const { code, details } = caught as { code?: number; details?: string };
    return { code, details };
  }
  throw new Error("not refused");
}

/** Waits until the condition holds; fails after 5 s. */
export async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 5000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error("the condition never held");
    await Bun.sleep(1);
  }
}
