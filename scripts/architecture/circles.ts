/** Finds folders that import each other in a circle: at the top of src/, and inside each of its folders. */
import { posix } from "node:path";
import type { SourceFile, Violation } from "./check.ts";
import { findImports, type ImportSite } from "./source-text.ts";

/** The first import that leads from one room to another. */
interface Arrow {
  readonly path: string;
  readonly site: ImportSite;
}

/** What a folder holds, as a graph: its files and folders are the rooms. Types count as well. */
type Rooms = Map<string, Map<string, Arrow>>;

const ROOT = "src/";

/**
 * One violation for each arrow of the shortest circle, for every set of rooms that import each other. A circle of files
 * alone is left to the linter.
 */
export function findCircles(files: readonly SourceFile[]): Violation[] {
  return [...roomsByFolder(files)].flatMap(([folder, rooms]) => {
    const violations: Violation[] = [];
    for (const set of connectedSets(rooms)) {
      const circle = shortestCircle(rooms, set);
      if (circle === null) continue;
      const names = [...circle, circle[0] ?? ""].map((room) => folder + room);
      const rule = `no two folders import each other in a circle: ${names.join(" -> ")}`;
      for (const [place, room] of circle.entries()) {
        const arrow = rooms.get(room)?.get(circle[(place + 1) % circle.length] ?? "");
        if (arrow) violations.push({ path: arrow.path, line: arrow.site.line, rule });
      }
    }
    return violations;
  });
}

function roomsByFolder(files: readonly SourceFile[]): Map<string, Rooms> {
  const folders = new Map<string, Rooms>();
  for (const { path, text } of files) {
    if (!path.startsWith(ROOT) || !path.endsWith(".ts") || path.endsWith(".test.ts")) continue;
    for (const site of findImports(text)) {
      if (!site.specifier.startsWith(".")) continue;
      const target = posix.join(posix.dirname(path), site.specifier);
      if (!target.startsWith(ROOT)) continue;
      // The two paths part in one folder, and there in two rooms of it.
      const parts = path.split("/");
      const others = target.split("/");
      const depth = parts.findIndex((part, index) => part !== others[index]);
      if (depth === -1) continue;
      const folder = `${parts.slice(0, depth).join("/")}/`;
      const rooms: Rooms = folders.get(folder) ?? new Map();
      const arrows = rooms.get(roomAt(parts, depth)) ?? new Map<string, Arrow>();
      const to = roomAt(others, depth);
      if (!arrows.has(to)) arrows.set(to, { path, site });
      rooms.set(roomAt(parts, depth), arrows);
      folders.set(folder, rooms);
    }
  }
  return folders;
}

function roomAt(parts: readonly string[], depth: number): string {
  return `${parts[depth]}${depth === parts.length - 1 ? "" : "/"}`;
}

/** Sets of rooms that reach each other, at least one folder among them. */
function connectedSets(rooms: Rooms): Set<string>[] {
  const reach = new Map([...rooms.keys()].map((room) => [room, reachedFrom(rooms, room)]));
  const sets: Set<string>[] = [];
  for (const [room, reached] of reach) {
    if (!reached.has(room) || sets.some((set) => set.has(room))) continue;
    const set = new Set([...reached].filter((other) => reach.get(other)?.has(room)).sort());
    if ([...set].some((one) => one.endsWith("/"))) sets.push(set);
  }
  return sets;
}

function reachedFrom(rooms: Rooms, start: string): Set<string> {
  const reached = new Set<string>();
  const open = [start];
  for (let room = open.pop(); room !== undefined; room = open.pop()) {
    for (const next of rooms.get(room)?.keys() ?? []) {
      if (reached.has(next)) continue;
      reached.add(next);
      open.push(next);
    }
  }
  return reached;
}

/** The rooms of the shortest circle with a folder in it, in order. */
function shortestCircle(rooms: Rooms, set: ReadonlySet<string>): string[] | null {
  let best: string[] | null = null;
  for (const start of set) {
    if (!start.endsWith("/")) continue;
    const circle = wayBack(rooms, start, set);
    if (circle !== null && (best === null || circle.length < best.length)) best = circle;
  }
  return best;
}

function wayBack(rooms: Rooms, start: string, set: ReadonlySet<string>): string[] | null {
  const seen = new Set<string>();
  let ways = [[start]];
  while (ways.length > 0) {
    const longer: string[][] = [];
    for (const way of ways) {
      for (const next of rooms.get(way.at(-1) ?? "")?.keys() ?? []) {
        if (next === start) return way;
        if (seen.has(next) || !set.has(next)) continue;
        seen.add(next);
        longer.push([...way, next]);
      }
    }
    ways = longer;
  }
  return null;
}
