/** A reader of Prometheus' text format 0.0.4 with the rules of `promtool check metrics` that we could break. */

const SAMPLE = /^([a-zA-Z_:][\w:]*)(\{(?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\[\\"n])*",?)*\})? (\S+)$/;

const isNumber = (text: string): boolean =>
  ['+Inf', '-Inf', 'NaN', 'Nan'].includes(text) || (text !== '' && Number.isFinite(Number(text)));

interface Exposition {
  /** By name and labels, as they are written. */
  readonly samples: ReadonlyMap<string, number>;
  readonly types: ReadonlyMap<string, string>;
}

export const parseExposition = (text: string): Exposition => {
  const samples = new Map<string, number>();
  const types = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [, name, type] = /^# TYPE (\S+) (\S+)$/.exec(line) ?? [];
    if (name !== undefined) types.set(name, type);
    const [, metric, labels = '', value] = SAMPLE.exec(line) ?? [];
    if (metric !== undefined) samples.set(`${metric}${labels}`, Number(value));
  }
  return { samples, types };
};

const familyOf = (name: string, types: ReadonlyMap<string, string>): string => {
  const family = name.replace(/_(bucket|sum|count)$/, '');
  return types.get(family) === 'histogram' || types.get(family) === 'summary' ? family : name;
};

/** What a scraper or promtool would find wrong, one sentence each. */
export const mistakesIn = (text: string): readonly string[] => {
  const mistakes: string[] = [];
  const { types } = parseExposition(text);
  const helped = new Set<string>();
  const seen = new Set<string>();
  if (!text.endsWith('\n')) mistakes.push('the last line has no end');
  for (const line of text.split('\n').filter((each) => each !== '')) {
    const [, help] = /^# HELP (\S+) \S/.exec(line) ?? [];
    if (help !== undefined) helped.add(help);
    if (line.startsWith('#')) continue;
    const [, name, labels = '', value] = SAMPLE.exec(line) ?? [];
    if (name === undefined || !isNumber(value)) {
      mistakes.push(`no sample: ${line}`);
      continue;
    }
    const family = familyOf(name, types);
    if (!helped.has(family)) mistakes.push(`no help before ${name}`);
    if (!types.has(family)) mistakes.push(`no type before ${name}`);
    const key = `${name}{${labels.slice(1, -1).split(',').toSorted().join(',')}}`;
    if (seen.has(key)) mistakes.push(`twice: ${key}`);
    seen.add(key);
  }
  for (const [name, type] of types) {
    if ((type === 'counter') !== name.endsWith('_total')) mistakes.push(`misnamed: ${name}`);
    if (type === 'histogram' && !name.endsWith('_seconds')) mistakes.push(`no unit: ${name}`);
  }
  return mistakes;
};
