/**
 * An rpc with its codecs, in the form of grpc-js. `@grpc/proto-loader` would also describe every message for reflection, which
 * takes longer than all the rest.
 */
import type { MethodDefinition } from "@grpc/grpc-js";
import type protobuf from "protobufjs";

/** `service` with its package; `conversion` is how messages become plain objects. Throws for a name that the root lacks. */
export function rpcMethod<Request extends object, Response extends object>(
  root: protobuf.Root,
  service: string,
  name: string,
  conversion: protobuf.IConversionOptions,
): MethodDefinition<Request, Response> {
  const parent = root.lookupService(service);
  const method = parent.methods[name];
  if (method === undefined) throw new Error(`${service} has no method ${name}`);
  const request = codec<Request>(parent.lookupType(method.requestType), conversion);
  const response = codec<Response>(parent.lookupType(method.responseType), conversion);
  return {
    path: `/${service}/${name}`,
    requestStream: method.requestStream === true,
    responseStream: method.responseStream === true,
    requestSerialize: request.serialize,
    requestDeserialize: request.deserialize,
    responseSerialize: response.serialize,
    responseDeserialize: response.deserialize,
  };
}

function codec<Message extends object>(type: protobuf.Type, conversion: protobuf.IConversionOptions) {
  return {
    serialize: (message: Message) => type.encode(type.fromObject(message)).finish() as Buffer,
    deserialize: (bytes: Buffer) => type.toObject(type.decode(bytes), conversion) as Message,
  };
}
