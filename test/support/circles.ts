import { IMPORTS, SOURCES, type Import } from './sources.js';

/**
 * Every import between folders that is part of a circle, type imports included: from the folder of its target, imports
 * lead back to its own.
 * @param folderOf the folder that a file belongs to
 */
export function closingCircles(folderOf: (path: string) => string): readonly Import[] {
  const between = IMPORTS.filter(({ source, target }) => {
    return target.startsWith('src/') && folderOf(target) !== folderOf(source.path);
  });
  const targets = new Map<string, Set<string>>();
  for (const { source, target } of between) {
    const from = folderOf(source.path);
    targets.set(from, (targets.get(from) ?? new Set<string>()).add(folderOf(target)));
  }
  const leadsBack = ({ source, target }: Import): boolean => {
    const seen = new Set([folderOf(target)]);
    for (const folder of seen) for (const next of targets.get(folder) ?? []) seen.add(next);
    return seen.has(folderOf(source.path));
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
