/**
 * Lets several PostgreSQL clients share one single-session database over a unix socket, one whole exchange at a time.
 *
 * An exchange is what a client sends up to Sync (extended protocol) or one Query. Exchanges are never mixed: the unnamed
 * statement and portal belong to the session, so a Parse of one client followed by a Bind of another would run the
 * wrong statement. A client inside a transaction keeps the database until the transaction ends or its connection does.
 * Notifications reach every client, because LISTEN of any of them listens for the one session.
 */
import { createServer, type Server, type Socket } from "node:net";
import { ClientFrameReader, splitServerOutput } from "./wire-frames.ts";
import {
  type DatabaseError,
  errorIn,
  readyForQuery,
  simpleQuery,
  startupReply,
  tooManyConnections,
} from "./wire-replies.ts";

const MAX_FRAME_BYTES = 64 * 1024 * 1024;
/** Full, may not be written, broken, no files left. (PostgreSQL manual, Error Codes) */
const DISK_TROUBLE: ReadonlySet<string> = new Set(["53100", "42501", "58030", "53000"]);
const ROLLBACK = simpleQuery("ROLLBACK");

export interface WireServerOptions {
  socketPath: string;
  maxConnections: number;
  /** Runs wire bytes in the session and gives all of its answer. A rejection means the database is lost. */
  execute(message: Uint8Array): Promise<Uint8Array>;
  onDatabaseLost(error: unknown): void;
  /** A statement failed because of the disk; its SQLSTATE. */
  onTrouble(code: string): void;
}

interface Connection {
  socket: Socket;
  reader: ClientFrameReader;
  /** Frames of the exchange that is still arriving. */
  partial: Buffer[];
  open: boolean;
}

interface Exchange {
  /** Null for Sidetone's own statement. */
  connection: Connection | null;
  message: Buffer;
  /** Null if it succeeded. */
  onReply?(problem: DatabaseError | null): void;
}

/** Bounded by its connections: a client of node-postgres sends one exchange and waits for the answer. */
export class WireServer {
  readonly #options: WireServerOptions;
  readonly #server: Server;
  readonly #connections = new Set<Connection>();
  #waiting: Exchange[] = [];
  #transactionOwner: Connection | null = null;
  #isRunning = false;
  /** Of the last run. */
  #running: Promise<void> | null = null;
  #lost = false;

  constructor(options: WireServerOptions) {
    this.#options = options;
    this.#server = createServer((socket) => this.#accept(socket));
  }

  listen(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(this.#options.socketPath, () => {
        this.#server.off("error", reject);
        this.#server.on("error", (error) => this.#options.onDatabaseLost(error));
        resolve();
      });
    });
  }

  /** A statement between those of the clients, never inside a transaction. Rejects with a DatabaseError. */
  run(sql: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const onReply = (problem: DatabaseError | null) => {
        if (problem === null) resolve();
        else reject(problem);
      };
      this.#waiting.push({ connection: null, message: simpleQuery(sql), onReply });
      this.#run();
    });
  }

  /** Stops accepting, lets the exchange that runs end, drops the rest. */
  async close(): Promise<void> {
    this.#server.close();
    this.#waiting = [];
    await this.#running;
    for (const connection of this.#connections) connection.socket.destroy();
    this.#connections.clear();
  }

  #accept(socket: Socket): void {
    if (this.#connections.size >= this.#options.maxConnections) {
      socket.end(tooManyConnections());
      return;
    }
    const connection: Connection = {
      socket,
      reader: new ClientFrameReader(MAX_FRAME_BYTES),
      partial: [],
      open: true,
    };
    this.#connections.add(connection);
    socket.on("data", (chunk: Buffer) => {
      try {
        this.#receive(connection, chunk);
      } catch (error) {
        socket.destroy(error instanceof Error ? error : new Error(String(error)));
      }
    });
    // An error is always followed by close, which does the work.
    socket.on("error", () => socket.destroy());
    socket.on("close", () => this.#drop(connection));
  }

  #receive(connection: Connection, chunk: Buffer): void {
    for (const frame of connection.reader.push(chunk)) {
      switch (frame.type) {
        case "":
          this.#greet(connection, frame.bytes);
          break;
        case "X":
          connection.socket.end();
          return;
        case "Q":
        case "S":
          connection.partial.push(frame.bytes);
          this.#waiting.push({ connection, message: Buffer.concat(connection.partial) });
          connection.partial = [];
          break;
        // Flush asks for an early answer; the whole answer comes with Sync.
        case "H":
          break;
        default:
          connection.partial.push(frame.bytes);
      }
    }
    this.#run();
  }

  #greet(connection: Connection, frame: Buffer): void {
    const isStartup = frame.readUInt16BE(4) === 3;
    if (isStartup) connection.socket.write(Buffer.concat([startupReply(), readyForQuery()]));
    else if (frame.length === 8) connection.socket.write("N");
    else connection.socket.end();
  }

  #drop(connection: Connection): void {
    connection.open = false;
    this.#connections.delete(connection);
    this.#waiting = this.#waiting.filter((exchange) => exchange.connection !== connection);
    if (this.#transactionOwner === connection) this.#waiting.unshift({ connection, message: ROLLBACK });
    this.#run();
  }

  #run(): void {
    if (this.#isRunning || this.#lost) return;
    this.#isRunning = true;
    this.#running = this.#drain();
  }

  /** No turn of the event loop lies between its last look and its end: what is asked in between would wait for the next. */
  async #drain(): Promise<void> {
    try {
      for (let next = this.#take(); next !== null; next = this.#take()) await this.#carryOut(next);
    } catch (error) {
      this.#lost = true;
      for (const { socket } of this.#connections) socket.destroy();
      this.#options.onDatabaseLost(error);
    } finally {
      this.#isRunning = false;
    }
  }

  async #carryOut({ connection, message, onReply }: Exchange): Promise<void> {
    const output = splitServerOutput(await this.#options.execute(message));
    if (output.transactionStatus !== null) {
      this.#transactionOwner = output.transactionStatus === "I" ? null : connection;
    }
    if (connection?.open) for (const bytes of output.reply) connection.socket.write(bytes);
    const problem = output.error === null ? null : errorIn(output.error);
    if (problem !== null && DISK_TROUBLE.has(problem.code)) this.#options.onTrouble(problem.code);
    onReply?.(problem);
    // The one session serves everybody. It would not answer any more.
    if (problem?.isFatal) throw problem;
    for (const notification of output.notifications) {
      for (const { socket } of this.#connections) socket.write(notification);
    }
    // The client left while its statement opened a transaction, which must be ended here.
    if (connection?.open === false && this.#transactionOwner === connection) {
      this.#waiting.unshift({ connection, message: ROLLBACK });
    }
  }

  #take(): Exchange | null {
    const owner = this.#transactionOwner;
    const index = owner === null ? 0 : this.#waiting.findIndex(({ connection }) => connection === owner);
    if (index < 0) return null;
    return this.#waiting.splice(index, 1)[0] ?? null;
  }
}
