/** Reads a request's body as bytes, within a limit. */
import { SidetoneError } from "../../base/errors.ts";

/** Rejects with LIMIT_EXCEEDED beyond `maxBytes`; where no content length is given, it stops reading there. */
export async function readBytes(request: Request, maxBytes: number): Promise<Uint8Array> {
  const claimedBytes = request.headers.get("content-length");
  if (Number(claimedBytes ?? 0) > maxBytes) throw tooLarge();
  // With a length HTTP itself allows no more bytes than that, and reading them at once costs a fraction.
  if (claimedBytes !== null) return await request.bytes().catch(brokenOff);
  if (request.body === null) return new Uint8Array();
  return await readChunks(request.body, maxBytes).catch(brokenOff);
}

async function readChunks(body: ReadableStream<Uint8Array>, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of body) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > maxBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, sizeBytes);
}

/** Whoever sent it is gone or has stopped: no fault of ours. */
function brokenOff(caught: unknown): never {
  if (caught instanceof SidetoneError) throw caught;
  throw new SidetoneError("PROTOCOL_VIOLATION", "The body broke off", { cause: caught });
}

function tooLarge(): SidetoneError {
  return new SidetoneError("LIMIT_EXCEEDED", "The body is larger than this endpoint takes");
}
