/** Answers that are held back: each comes when the proof chooses, as it would or as a failure. */

interface Gate {
  step: string;
  /** What its answer would be about, beyond its name. */
  about: string;
  open(): void;
  fail(): void;
}

export class Gates {
  #gates: Gate[] = [];
  readonly #reason: string;

  /** `reason`: what a failure says. */
  constructor(reason: string) {
    this.#reason = reason;
  }

  get count(): number {
    return this.#gates.length;
  }

  /** Each of them, with what is to come. */
  get described(): string[] {
    return this.#gates.map(({ step, about }) => `${step} ${about}`).sort();
  }

  has(part: string): boolean {
    return this.#gates.some(({ step }) => step.includes(part));
  }

  /** Each may be opened, or fail while faults are left. */
  steps(faultsLeft: number): string[] {
    return this.#gates.flatMap(({ step }) => (faultsLeft > 0 ? [step, `${step}: fails`] : [step]));
  }

  wait(step: string, about = ""): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#gates.push({ step, about, open: resolve, fail: () => reject(new Error(this.#reason)) });
    return promise;
  }

  /** Takes one of `steps`. */
  take(step: string): { name: string; isFault: boolean } {
    const isFault = step.endsWith(": fails");
    const name = isFault ? step.slice(0, -": fails".length) : step;
    const at = this.#gates.findIndex((gate) => gate.step === name);
    const [gate] = at < 0 ? [] : this.#gates.splice(at, 1);
    if (gate === undefined) throw new Error(`nothing waits for "${name}"`);
    if (isFault) gate.fail();
    else gate.open();
    return { name, isFault };
  }

  /** Nobody is told any more. */
  forget(): void {
    this.#gates = [];
  }
}
