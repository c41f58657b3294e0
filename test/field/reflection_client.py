"""Links what the server's reflection shows into an own descriptor pool, then calls the service with it.

usage: reflection_client.py HOST:PORT TRUST_TOKEN
"""
import json
import sys

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory, timestamp_pb2  # noqa: F401

METHOD = "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo"


def varint(number: int) -> bytes:
    out = b""
    while number > 127:
        out += bytes([number & 127 | 128])
        number >>= 7
    return out + bytes([number])


def asked(field: int, text: str) -> bytes:
    return varint(field << 3 | 2) + varint(len(text)) + text.encode()


def fields(data: bytes):
    at = 0
    while at < len(data):
        key, at = read_varint(data, at)
        if key & 7 == 2:
            length, at = read_varint(data, at)
            yield key >> 3, data[at : at + length]
            at += length
        else:
            value, at = read_varint(data, at)
            yield key >> 3, value


def read_varint(data: bytes, at: int):
    value = shift = 0
    while True:
        value |= (data[at] & 127) << shift
        at += 1
        if data[at - 1] < 128:
            return value, at
        shift += 7


address, token = sys.argv[1:3]
channel = grpc.insecure_channel(address)
raw = channel.stream_stream(METHOD, request_serializer=bytes, response_deserializer=bytes)
# file_containing_symbol is field 4 of the request, file_descriptor_response field 4 of the response.
(answer,) = raw(iter([asked(4, "five9.voicestream.Voice")]), timeout=60)
files = [value for number, value in fields(answer) if number == 4]
protos = [descriptor_pb2.FileDescriptorProto.FromString(one) for _, one in fields(files[0])]
# The pool has the real google/protobuf/timestamp.proto already, as in every program that uses it.
pool = descriptor_pool.Default()
for proto in reversed(protos):
    pool.AddSerializedFile(proto.SerializeToString())
request = message_factory.GetMessageClass(pool.FindMessageTypeByName("five9.voicestream.StreamingVoiceRequest"))
response = message_factory.GetMessageClass(pool.FindMessageTypeByName("five9.voicestream.StreamingVoiceResponse"))
first = request()
first.streaming_config.vcc_call_id = "600000000000042"
first.streaming_config.trust_token = token
first.send_time.GetCurrentTime()
last = request()
last.streaming_status.code = 1
call = channel.stream_stream(
    "/five9.voicestream.Voice/StreamingVoice",
    request_serializer=lambda message: message.SerializeToString(),
    response_deserializer=response.FromString,
)
codes = [reply.status.code for reply in call(iter([first, last]), timeout=60)]
print(json.dumps({"files": sorted(proto.name for proto in protos), "codes": codes}))
