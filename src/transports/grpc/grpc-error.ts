/** Why a gRPC stream cannot go on, as its peer is told. */
import type { status } from "@grpc/grpc-js";

export class GrpcError extends Error {
  readonly code: status;

  constructor(code: status, details: string) {
    super(details);
    this.code = code;
  }

  /** The name that grpc-js looks for. */
  get details(): string {
    return this.message;
  }
}
