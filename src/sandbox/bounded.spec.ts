import { expect, it } from '@jest/globals';
import { BoundedList, BoundedMap } from './bounded.js';

it('a list keeps its newest entries', () => {
  const list = new BoundedList<number>(3);
  for (let entry = 1; entry <= 7; entry += 1) list.add(entry);
  expect(list.all()).toEqual([5, 6, 7]);
});

it('a map evicts the least recently used entry', () => {
  const map = new BoundedMap<string, number>(2);
  map.set('a', 1);
  map.set('b', 2);
  map.get('a');
  map.set('c', 3);
  expect([map.get('a'), map.get('b'), map.get('c')]).toEqual([1, undefined, 3]);
});
