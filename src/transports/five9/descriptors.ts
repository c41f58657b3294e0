/**
 * What reflection shows, as Google's compiler wrote it: proto-loader would put messages of other packages into files that
 * no client knows, and clients that hold `google/protobuf/timestamp.proto` already refuse such a second Timestamp.
 */
import { readFileSync } from "node:fs";
import type { PackageDefinition } from "@grpc/proto-loader";
import { FileDescriptorProto, FileDescriptorSet, type IFileDescriptorSet } from "protobufjs/ext/descriptor";

/** voice.proto with its import, health and reflection; made by `make descriptors`. */
const COMPILED = new URL("../../../proto/reflection.binpb", import.meta.url);

/** In the form that @grpc/reflection takes, which reads the files of a package's members only. */
export function reflectedFiles(): PackageDefinition {
  const { file = [] } = FileDescriptorSet.decode(readFileSync(COMPILED)) as unknown as IFileDescriptorSet;
  const fileDescriptorProtos = file.map((one) => Buffer.from(FileDescriptorProto.encode(one).finish()));
  return {
    files: { format: "Protocol Buffer 3 DescriptorProto", type: {}, fileDescriptorProtos },
  } as unknown as PackageDefinition;
}
