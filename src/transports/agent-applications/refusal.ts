/** Why a request of an application is not carried out; it becomes the `error` of its answer. */
import { CODES, type CodeName } from "./names.ts";

export class ApplicationRefusal extends Error {
  override readonly name = "ApplicationRefusal";
  readonly code: CodeName;
  readonly retryAfterMs: number | undefined;

  /** `message` is for the application's developer, and repeats nothing that was sent. */
  constructor(code: CodeName, message: string, retryAfterMs?: number) {
    super(message);
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }

  /** As applications read it. */
  get wireCode(): string {
    return CODES[this.code];
  }
}
