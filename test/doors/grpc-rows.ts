/** The gRPC doors: each method as registered, who may pass it, and why some are open. */

export type GrpcRow = { method: string } & (
  | { scheme: "trustToken" }
  /** `ask` is one request's bytes. */
  | { open: string; ask: Uint8Array }
);

const EMPTY = new Uint8Array();
/** ServerReflectionRequest.list_services = "*" (field 7). */
const LIST_SERVICES = Uint8Array.of(0x3a, 1, 0x2a);
const HEALTH =
  "load balancers and Five9's operators ask without a key; it says whether this server serves, nothing of calls";
const CONTRACT = "the contract is public; GRPC_REFLECTION=off hides it";

export const GRPC_ROWS: readonly GrpcRow[] = [
  { method: "/five9.voicestream.Voice/StreamingVoice", scheme: "trustToken" },
  ...["Check", "Watch", "List"].map((name) => ({
    method: `/grpc.health.v1.Health/${name}`,
    ...{ open: HEALTH, ask: EMPTY },
  })),
  ...["v1", "v1alpha"].map((version) => ({
    method: `/grpc.reflection.${version}.ServerReflection/ServerReflectionInfo`,
    ...{ open: CONTRACT, ask: LIST_SERVICES },
  })),
];
