/** One session of the stand-in: what was said up and down, and the way back while one is open. */

export interface ChannelState {
  gsessionid: string;
  /** What the client has posted. */
  messages: unknown[];
  /** Numbers an array, keeps it, and sends it on the way back if one is open. */
  say(array: unknown[]): void;
  /** Opens the way back and repeats all that was not acknowledged. */
  open(acknowledged: number, chunkBytes: number): ReadableStream<Uint8Array>;
  /** Ends the way back, if one is open. */
  end(): void;
}

interface WayBack {
  controller: ReadableStreamDefaultController<Uint8Array>;
  chunkBytes: number;
}

export function createChannelState(gsessionid: string): ChannelState {
  const arrays: [number, unknown[]][] = [];
  let way: WayBack | null = null;

  function send(some: readonly [number, unknown[]][]): void {
    if (way === null || some.length === 0) return;
    const piece = JSON.stringify(some);
    // The length counts characters, as the clients of the protocol do.
    const bytes = new TextEncoder().encode(`${piece.length}\n${piece}`);
    const step = Math.min(way.chunkBytes, bytes.length);
    for (let at = 0; at < bytes.length; at += step) way.controller.enqueue(bytes.slice(at, at + step));
  }

  function end(): void {
    const open = way;
    way = null;
    open?.controller.close();
  }

  return {
    gsessionid,
    messages: [],
    say: (array) => {
      const numbered: [number, unknown[]] = [arrays.length + 1, array];
      arrays.push(numbered);
      send([numbered]);
    },
    open: (acknowledged, chunkBytes) => {
      end();
      return new ReadableStream<Uint8Array>({
        start: (controller) => {
          way = { controller, chunkBytes };
          send(arrays.filter(([id]) => id > acknowledged));
        },
        cancel: () => {
          way = null;
        },
      });
    },
    end,
  };
}
