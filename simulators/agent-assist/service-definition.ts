/**
 * A gRPC service for grpc-js from its description. `@grpc/proto-loader` would also write a descriptor of each message of all
 * files, which takes as long as to read the files.
 */
import type { ServiceDefinition } from "@grpc/grpc-js";
import type protobuf from "protobufjs";
import { checkText } from "./strict-text.ts";

const PLAIN: protobuf.IConversionOptions = { longs: String, enums: String, defaults: true, oneofs: true };

/** `name`: with its package. Messages are plain objects in camel case; requests are checked before they are decoded. */
export function serviceDefinition(name: string, service: protobuf.Service): ServiceDefinition {
  const methods = service.methodsArray.map((method) => {
    method.resolve();
    const { resolvedRequestType: request, resolvedResponseType: response } = method;
    if (request === null || response === null) throw new Error(`${name}.${method.name} is not resolved`);
    const definition = {
      path: `/${name}/${method.name}`,
      requestStream: method.requestStream === true,
      responseStream: method.responseStream === true,
      originalName: method.name.charAt(0).toLowerCase() + method.name.slice(1),
      requestSerialize: serializer(request),
      requestDeserialize(bytes: Buffer): object {
        checkText(bytes, request);
        return plain(request, bytes);
      },
      responseSerialize: serializer(response),
      responseDeserialize: (bytes: Buffer) => plain(response, bytes),
    };
    return [method.name, definition] as const;
  });
  return Object.fromEntries(methods);
}

function serializer(type: protobuf.Type): (value: object) => Buffer {
  return (value) => type.encode(type.fromObject(value)).finish() as Buffer;
}

function plain(type: protobuf.Type, bytes: Buffer): object {
  return type.toObject(type.decode(bytes), PLAIN);
}
