/** The door matrix: everything that listens, from the program's own tables, against every way of having no right key. */
import { afterAll, beforeAll } from "bun:test";
import "./grpc-doors.ts";
import "./http-doors.ts";
import "./socket-doors.ts";
import "./application-doors.ts";
import "./guess-doors.ts";
import { openDoors, scene } from "./open-doors.ts";

const SCENE_MS = 120_000;

beforeAll(openDoors, SCENE_MS);
afterAll(() => scene?.close(), SCENE_MS);
