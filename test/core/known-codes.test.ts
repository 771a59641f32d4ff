import { describe, expect, it } from 'vitest';
import { limitedTo, openCodes, openFor, ownCodeOf } from '../../src/core/known-codes.ts';
import { aCode, anIncident } from '../support/an-incident.ts';

const disk = anIncident(1);
const cpu = anIncident(2);
const net = anIncident(3);
const taken = anIncident(4, { status: 'acknowledged', acknowledgedBy: 'bob' });
const numbers = (incidents: readonly { number: number }[]) => incidents.map(({ number }) => number);

describe('the codes that a person knows', () => {
  it('leave open what waits for an answer and was told, each once', () => {
    const untold = anIncident(5, { paged: {} });
    const known = [aCode('475', [disk]), aCode('912', [cpu, disk, taken]), aCode('125', [untold])];
    expect(numbers(openFor(known, 'ada'))).toEqual([1, 2]);
    expect(openFor(known, 'bob')).toEqual([]);
  });

  it("answer an incident by its own code, and by its bundle's where it has none", () => {
    const known = [aCode('912', [disk, cpu]), aCode('475', [disk]), aCode('125', [taken])];
    expect(openCodes(known)).toEqual(['475', '912']);
    expect(
      openCodes([aCode('912', [disk, cpu]), aCode('475', [disk]), aCode('382', [cpu])]),
    ).toEqual(['475', '382']);
  });

  it('tell which code is of one incident alone', () => {
    const known = [aCode('912', [disk, cpu]), aCode('475', [disk])];
    expect(ownCodeOf(disk, known)).toBe('475');
    expect(ownCodeOf(cpu, known)).toBeUndefined();
  });

  it('stay what they are when they are limited to some incidents', () => {
    const known = [aCode('912', [disk, cpu]), aCode('382', [net])];
    const limited = limitedTo(known, ({ number }) => number === 2);
    expect(limited.map(({ code, incidents }) => [code, numbers(incidents)])).toEqual([
      ['912', [2]],
      ['382', []],
    ]);
    expect(openCodes(limited)).toEqual(['912']);
  });
});
