import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { sourcesSchema } from '../../src/configuration/schemas.ts';
import { toSources } from '../../src/configuration/sources.ts';

const written = (classification: string) =>
  sourcesSchema.safeParse(
    parse(`sources: { legacy: { kind: alertmanager, classification: ${classification} } }`),
  );

describe("a source's words", () => {
  it('are read as they are written', () => {
    const { data } = written(
      '{ top-priority: P1, top-sev: sev0, default-severity: P3, environment-labels: [stage], non-production: [acc] }',
    );
    expect(data && toSources(data, '/etc/piket')[0]?.words).toEqual({
      topPriority: 'P1',
      topSev: 'sev0',
      defaultSeverity: 'P3',
      environmentLabels: ['stage'],
      nonProduction: ['acc'],
    });
  });

  it('are absent where none are written', () => {
    const data = sourcesSchema.parse({ sources: { plain: { kind: 'grafana' } } });
    expect(toSources(data, '/etc/piket')[0]).not.toHaveProperty('words');
  });

  it.each([
    '{}',
    '{ top-priority: P2 }',
    '{ top-sev: 1 }',
    '{ default-severity: critical }',
    '{ environment-labels: [] }',
    '{ non-production: acc }',
    '{ production: [live] }',
  ])('are refused: %s', (words) => expect(written(words).success).toBe(false));
});
