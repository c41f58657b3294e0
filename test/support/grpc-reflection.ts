/** Asks a server's gRPC reflection service, as grpcurl does. */
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Client, MethodDefinition } from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";

/** The parts of ServerReflectionRequest and ServerReflectionResponse that are asked for (grpc.reflection.v1). */
interface ReflectionRequest {
  listServices?: string;
  fileContainingSymbol?: string;
}

interface ReflectionResponse {
  listServicesResponse?: { service: { name: string }[] };
  fileDescriptorResponse?: { fileDescriptorProto: Uint8Array[] };
}

const PROTO = join(
  dirname(createRequire(import.meta.url).resolve("@grpc/reflection")),
  "../proto/grpc/reflection/v1/reflection.proto",
);

/** Sends all questions on one stream; resolves with the answers in their order. Rejects with the server's error. */
export async function askReflection(
  client: Client,
  questions: readonly ReflectionRequest[],
): Promise<ReflectionResponse[]> {
  const service = loadSync(PROTO, { oneofs: true })["grpc.reflection.v1.ServerReflection"];
  const method = (service as Record<string, MethodDefinition<ReflectionRequest, ReflectionResponse>>)
    .ServerReflectionInfo;
  if (method === undefined) throw new Error("the reflection contract lacks its method");
  const call = client.makeBidiStreamRequest(method.path, method.requestSerialize, method.responseDeserialize);
  const answers: ReflectionResponse[] = [];
  return await new Promise((resolve, reject) => {
    call.on("data", (answer: ReflectionResponse) => answers.push(answer));
    call.on("error", reject);
    call.on("end", () => resolve(answers));
    for (const question of questions) call.write(question);
    call.end();
  });
}
