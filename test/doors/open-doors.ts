/** The one scene of the matrix: starting it takes longer than knocking at all doors. */
import { type DoorScene, startDoorScene } from "./scene.ts";
import { makeSchemes } from "./schemes.ts";

export let scene: DoorScene;
export let schemes: Awaited<ReturnType<typeof makeSchemes>>;

export async function openDoors(): Promise<void> {
  scene = await startDoorScene();
  schemes = await makeSchemes(scene);
}
