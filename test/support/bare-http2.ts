/** An HTTP/2 client that opens as many streams as it likes: libraries keep to the limit a server announces. */
import { connect } from "node:net";
import { HTTP2_ERROR } from "../../simulators/line/frames.ts";
import {
  CLIENT_PREFACE,
  FLAG,
  FRAME,
  FRAME_HEADER_BYTES,
  http2Frame,
} from "../../simulators/line/http2-frame.ts";

/** HPACK (RFC 7541) without its table and without Huffman's code. */
function grpcHeaders(path: string): Buffer {
  const text = (value: string) => Buffer.concat([Buffer.from([value.length]), Buffer.from(value)]);
  const methodPostSchemeHttp = Buffer.from([0x83, 0x86]);
  const nameOfAuthority = Buffer.from([0x01]);
  const nameOfPath = Buffer.from([0x04]);
  const nameOfContentType = Buffer.from([0x0f, 0x10]);
  const newName = Buffer.from([0x00]);
  return Buffer.concat([
    ...[
      methodPostSchemeHttp,
      nameOfAuthority,
      text("localhost"),
      nameOfPath,
      text(path),
      nameOfContentType,
      text("application/grpc"),
    ],
    ...[newName, text("te"), text("trailers")],
  ]);
}

/** Opens `count` streams of a method over one connection; resolves once `refused` of them were refused. */
export async function openStreams(options: {
  port: number;
  path: string;
  count: number;
  refused: number;
}): Promise<{ close(): void }> {
  const socket = connect({ host: "127.0.0.1", port: options.port });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  socket.on("error", reject);
  let refused = 0;
  let unread = Buffer.alloc(0);
  socket.on("data", (chunk: Buffer) => {
    unread = Buffer.concat([unread, chunk]);
    while (
      unread.length >= FRAME_HEADER_BYTES &&
      unread.length >= FRAME_HEADER_BYTES + unread.readUIntBE(0, 3)
    ) {
      const end = FRAME_HEADER_BYTES + unread.readUIntBE(0, 3);
      const [type, flags] = [unread[3], unread[4] ?? 0];
      if (type === FRAME.settings && (flags & FLAG.ack) === 0) {
        socket.write(http2Frame(FRAME.settings, FLAG.ack, 0));
      }
      if (type === FRAME.resetStream && unread.readUInt32BE(FRAME_HEADER_BYTES) === HTTP2_ERROR.refusedStream)
        refused += 1;
      unread = unread.subarray(end);
    }
    if (refused >= options.refused) resolve();
  });
  socket.write(CLIENT_PREFACE);
  socket.write(http2Frame(FRAME.settings, 0, 0));
  const headers = grpcHeaders(options.path);
  for (let index = 0; index < options.count; index += 1) {
    socket.write(http2Frame(FRAME.headers, FLAG.endHeaders, index * 2 + 1, headers));
  }
  await promise;
  return { close: () => void socket.destroy() };
}
