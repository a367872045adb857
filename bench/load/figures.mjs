/** The value below which the share `part` of the values lies. */
export function quantile(values, part) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
}

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * The ratio of two rows of figures, round by round, since other load on the machine affects both figures of a round; that
 * of the least figures, which it affects least; and that of the sums, in which what is rare counts by its share.
 */
export function ratio(figures, others) {
  const ratios = figures.map((figure, round) => figure / others[round]);
  return {
    median: median(ratios),
    quartiles: [quantile(ratios, 0.25), quantile(ratios, 0.75)],
    least: Math.min(...ratios),
    greatest: Math.max(...ratios),
    ofSums: sum(figures) / sum(others),
    ofLeast: Math.min(...figures) / Math.min(...others),
  };
}

function sum(values) {
  return values.reduce((all, one) => all + one, 0);
}
