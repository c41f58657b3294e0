/** The wall's theme: dark unless somebody chose light on this screen, whatever the system prefers. */
export type WallTheme = "dark" | "light";

const KEY = "sidetone.wall.theme";

export function loadWallTheme(): WallTheme {
  try {
    return localStorage.getItem(KEY) === "light" ? "light" : "dark";
  } catch {
    return "dark";
  }
}

export function saveWallTheme(theme: WallTheme): void {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // A browser that keeps nothing begins dark again.
  }
}
