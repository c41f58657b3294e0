/** How a handler answers a unary call: it returns the response or throws an RpcError. */
import { type handleUnaryCall, status } from "@grpc/grpc-js";

export interface RpcStatus {
  /** A gRPC status number. */
  code: number;
  message: string;
}

/** A refusal as the real service would send it. */
export class RpcError extends Error {
  override readonly name = "RpcError";
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

export function notFound(what: string): RpcError {
  return new RpcError(status.NOT_FOUND, `${what} not found.`);
}

/** As the front end words it (cloud.google.com/apis/design/errors). */
export function permissionDenied(permission: string, resource: string): RpcError {
  return new RpcError(status.PERMISSION_DENIED, `IAM permission '${permission}' on '${resource}' denied.`);
}

export function invalidArgument(message: string): RpcError {
  return new RpcError(status.INVALID_ARGUMENT, message);
}

/** Makes a grpc-js handler; anything thrown that is no RpcError becomes INTERNAL. */
export function unary<Request, Response>(
  handle: (request: Request) => Response | Promise<Response>,
): handleUnaryCall<Request, Response> {
  return (call, callback) => {
    Promise.resolve()
      .then(() => handle(call.request))
      .then(
        (response) => callback(null, response),
        (caught: unknown) => {
          const code = caught instanceof RpcError ? caught.code : status.INTERNAL;
          callback({ code, details: caught instanceof Error ? caught.message : String(caught) });
        },
      );
  };
}
