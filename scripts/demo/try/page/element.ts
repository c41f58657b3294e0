/** The page's elements, each of the kind that it must be. */

export function element<E extends HTMLElement>(id: string, kind: new () => E): E {
  const found = document.getElementById(id);
  if (found instanceof kind) return found;
  throw new Error(`the page lacks #${id}`);
}
