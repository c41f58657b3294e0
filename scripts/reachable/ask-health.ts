/** Asks a gRPC server how it is (grpc.health.v1). */
import { Client, credentials, type ServiceError, status } from "@grpc/grpc-js";
import { service as healthService } from "grpc-health-check";

export interface AskHealthOptions {
  /** host:port without scheme. */
  readonly address: string;
  readonly tls: boolean;
  readonly limitMs: number;
  /** Full name of a service; empty for the server as a whole. */
  readonly service: string;
}

/** SERVING, NOT_SERVING and so on; or the name of the gRPC error, UNIMPLEMENTED for an unknown service. */
export async function askHealth(options: AskHealthOptions): Promise<string> {
  const method = healthService.Check;
  if (method === undefined) throw new Error("the health contract lacks Check");
  const client = new Client(
    options.address,
    options.tls ? credentials.createSsl() : credentials.createInsecure(),
  );
  try {
    return await new Promise((resolve) => {
      client.makeUnaryRequest(
        method.path,
        method.requestSerialize,
        method.responseDeserialize,
        { service: options.service },
        { deadline: Date.now() + options.limitMs },
        (error: ServiceError | null, response?: { status?: string }) =>
          resolve(error ? (status[error.code] ?? String(error.code)) : (response?.status ?? "UNKNOWN")),
      );
    });
  } finally {
    client.close();
  }
}
