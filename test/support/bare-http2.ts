/** An HTTP/2 client that opens as many streams as it likes: libraries keep to the limit a server announces. */
import { connect } from "node:net";

/** RFC 9113, 3.4. */
const PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
const TYPE = { headers: 1, resetStream: 3, settings: 4 };
const END_HEADERS = 4;
const ACK = 1;
const HEADER_BYTES = 9;
const REFUSED_STREAM = 7;

function frame(type: number, flags: number, stream: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(HEADER_BYTES);
  head.writeUIntBE(payload.length, 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

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
    while (unread.length >= HEADER_BYTES && unread.length >= HEADER_BYTES + unread.readUIntBE(0, 3)) {
      const end = HEADER_BYTES + unread.readUIntBE(0, 3);
      const [type, flags] = [unread[3], unread[4] ?? 0];
      if (type === TYPE.settings && (flags & ACK) === 0) {
        socket.write(frame(TYPE.settings, ACK, 0, Buffer.alloc(0)));
      }
      if (type === TYPE.resetStream && unread.readUInt32BE(HEADER_BYTES) === REFUSED_STREAM) refused += 1;
      unread = unread.subarray(end);
    }
    if (refused >= options.refused) resolve();
  });
  socket.write(PREFACE);
  socket.write(frame(TYPE.settings, 0, 0, Buffer.alloc(0)));
  const headers = grpcHeaders(options.path);
  for (let index = 0; index < options.count; index += 1) {
    socket.write(frame(TYPE.headers, END_HEADERS, index * 2 + 1, headers));
  }
  await promise;
  return { close: () => void socket.destroy() };
}
