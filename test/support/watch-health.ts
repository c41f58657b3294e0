/** Watches a server's gRPC health as a load balancer may: over one connection, which outlives the closing of its port. */
import { Client, credentials, type ServiceError } from "@grpc/grpc-js";
import { service as healthService } from "grpc-health-check";

/** What was heard so far, in order. */
export interface HealthWatch {
  /** Names of `ServingStatus`; after the stream's end the last is "ENDED". */
  readonly heard: readonly string[];
  close(): void;
}

/** Opens `Watch` for one service ("" for the server). `onStatus` is told of each status as it comes. */
export function watchHealth(
  address: string,
  service: string,
  onStatus: (status: string) => void = () => {},
): HealthWatch {
  const method = healthService.Watch;
  if (method === undefined) throw new Error("the health contract lacks Watch");
  const client = new Client(address, credentials.createInsecure());
  const heard: string[] = [];
  const hear = (status: string) => {
    heard.push(status);
    onStatus(status);
  };
  const stream = client.makeServerStreamRequest(
    method.path,
    method.requestSerialize,
    method.responseDeserialize,
    { service },
  );
  stream.on("data", ({ status }: { status: string }) => hear(status));
  // A cancel and a lost server both end the watch.
  stream.on("error", (_error: ServiceError) => hear("ENDED"));
  stream.on("end", () => {});
  return {
    heard,
    close() {
      stream.cancel();
      client.close();
    },
  };
}
