// Changes statements that Stryker cannot: Lua, SQL, and code of the worker thread that executes SQL.

/** Replacements of one operator or constant in a line: pattern, and what replaces it. */
const LUA = [
  [/==/g, '~='],
  [/~=/g, '=='],
  [/(?<![<>=~])<(?!=)/g, '<=', '>'],
  [/(?<![<>=~])>(?!=)/g, '>=', '<'],
  [/<=/g, '<'],
  [/>=/g, '>'],
  [/ and /g, ' or '],
  [/ or /g, ' and '],
  [/\bnot /g, ''],
  [/\btrue\b/g, 'false'],
  [/\bfalse\b/g, 'true'],
  [/\bmath\.max\b/g, 'math.min'],
  [/\bmath\.min\b/g, 'math.max'],
  [/\bmath\.floor\b/g, 'math.ceil'],
  [/ \+ /g, ' - '],
  [/ - /g, ' + '],
  [/ \* /g, ' / '],
  [/ \/ /g, ' * '],
  [/(?<=\bif ).*?(?= then\b)/g, 'true', 'false'],
  [/(?<=\bwhile ).*?(?= do\b)/g, 'false'],
  [/'[^']*'/g, otherText],
  [/(?<![\w.'$])\d+\b(?!')/g, (number) => String(Number(number) + 1)],
];
const SQL = [
  [/ AND /g, ' OR '],
  [/ OR /g, ' AND '],
  [/ > /g, ' >= ', ' < '],
  [/ <> /g, ' = '],
  [/ IS NOT NULL/g, ' IS NULL'],
  [/ IS NULL/g, ' IS NOT NULL'],
  [/\bNOT (?!NULL)/g, ''],
  [/\bmax\(/g, 'min('],
  [/(?<=\bWHERE )[^]*?(?= RETURNING|$)/g, '1', '0'],
  [/(?<=\bWHERE )\S+ \S+ \S+ AND /g, ''],
  [/ AND \w+ (?:[<>=]+ \S+|IS NULL)(?= |$)/g, ''],
  [/(?<=\bSET )\w+ = [^,]+,/g, ''],
  [/, \w+ = (?:max\([^)]*\)|[^,() ]+)(?= WHERE|,|\s)/g, ''],
  [/(?<=\w = )'\w*'/g, otherText],
  [/(?<=\w = |, )\d+\b/g, (number) => String(1 - Number(number))],
];

/** A text of SQL or Lua that is not the given one. */
function otherText(text) {
  return text === "''" ? "'x'" : "''";
}

/** @returns a replacement of each match of each pattern, as [start, end, replacement] */
function replacements(text, table) {
  return table.flatMap(([pattern, ...by]) =>
    [...text.matchAll(pattern)].flatMap((match) =>
      by.map((one) => [
        match.index,
        match.index + match[0].length,
        typeof one === 'function' ? one(match[0]) : one,
      ]),
    ),
  );
}

/** The parts of a source that lie between the marks of a template, with their offsets. */
const templates = (source, opening) =>
  [...source.matchAll(opening)].map((match) => {
    const start = match.index + match[0].length;
    return [start, source.slice(start, source.indexOf('`', start))];
  });

/** Lua in the templates of a source: operators, constants, conditions, and each line left out. */
export function luaMutants(source) {
  return templates(source, /(?:\bscript\(|\bHEAD = )`/g).flatMap(([offset, lua]) => {
    let start = offset;
    return lua.split('\n').flatMap((line) => {
      const lineStart = start;
      start += line.length + 1;
      const code = line.replace(/--.*/, '');
      if (code.trim() === '') return [];
      const indented = code.length - code.trimStart().length;
      return [...replacements(code, LUA), [indented, code.length, '']].map(([from, to, by]) => [
        lineStart + from,
        lineStart + to,
        by,
      ]);
    });
  });
}

/** SQL in the templates of a source. */
export function sqlMutants(source) {
  return templates(source, /\bsql(?:<\{[^}]*\}>|<\w+>)?`/g).flatMap(([offset, sql]) =>
    replacements(sql, SQL).map(([from, to, by]) => [offset + from, offset + to, by]),
  );
}

/** The Lua scripts of a source as Redis runs them; `head` stands before each. */
export const luaScripts = (source, head) =>
  templates(source, /\bscript\(`/g).map(([, lua]) => constant(head + lua));
export const luaHead = (source) => templates(source, /\bHEAD = `/g)[0]?.[1];

/** Constants that TypeScript puts into a script are numbers. */
const constant = (lua) => lua.replaceAll(/\$\{\w+\}/g, '1000');
