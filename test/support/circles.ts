import { IMPORTS, SOURCES, type Import } from './sources.js';

/**
 * Every import that closes a circle of rooms, also by its types: from its target's room a way of imports leads back to
 * its own.
 * @param roomOf the room that a file is in
 */
export function closingCircles(roomOf: (path: string) => string): readonly Import[] {
  const between = IMPORTS.filter(({ source, target }) => {
    return target.startsWith('src/') && roomOf(target) !== roomOf(source.path);
  });
  const leadsBack = ({ source, target }: Import): boolean => {
    const seen = new Set([roomOf(target)]);
    for (const room of seen)
      for (const next of between) if (roomOf(next.source.path) === room) seen.add(roomOf(next.target));
    return seen.has(roomOf(source.path));
  };
  return between.filter(leadsBack);
}

/** Circles of files that import each other at run time, each as the path around it. */
export function circlesOfFiles(): readonly string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const walk = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) found.push([...trail.slice(trail.indexOf(path)), path].join(' -> '));
    if (done.has(path) || trail.includes(path)) return;
    const next = IMPORTS.filter(({ source, typeOnly, dynamic }) => {
      return source.path === path && !typeOnly && !dynamic;
    });
    for (const { target } of next) if (target.startsWith('src/')) walk(target, [...trail, path]);
    done.add(path);
  };
  for (const { path } of SOURCES) walk(path, []);
  return found;
}
