/** A gRPC server's description of itself: its health (grpc.health.v1) and, if allowed, its contract (reflection). */
import type { Server } from "@grpc/grpc-js";
import { ReflectionService } from "@grpc/reflection";
import { HealthImplementation } from "grpc-health-check";
import { reflectedFiles } from "./descriptors.ts";
import { VOICE_SERVICE } from "./voice-proto.ts";

/** A service name for those that ask whether the process lives, though it may not be ready. */
const LIVENESS = "liveness";

export interface ServingStatus {
  /** SERVING or NOT_SERVING, for the server as a whole ("") and for the voice service; LIVENESS is SERVING always. */
  setServing(isServing: boolean): void;
}

/** Adds the health service, and with `reflection` the descriptors of the voice contract, to a server not yet bound. */
export function addServingStatus(server: Server, options: { reflection: boolean }): ServingStatus {
  const health = new HealthImplementation({
    "": "SERVING",
    [VOICE_SERVICE]: "SERVING",
    [LIVENESS]: "SERVING",
  });
  health.addToServer(server);
  if (options.reflection) new ReflectionService(reflectedFiles()).addToServer(server);
  let isServingNow = true;
  return {
    setServing(isServing) {
      // A process that leaves says so more than once; watchers are to hear of changes only (grpc/health/v1/health.proto, Watch).
      if (isServing === isServingNow) return;
      isServingNow = isServing;
      for (const service of ["", VOICE_SERVICE])
        health.setStatus(service, isServing ? "SERVING" : "NOT_SERVING");
    },
  };
}
