import { describe, expect, it } from 'vitest';
import { withoutLinks } from '../../src/core/links.ts';

describe('withoutLinks', () => {
  it.each([
    ['down! see https://runbooks.example/x?y=1', 'down! see'],
    ['down, see: www.example.com', 'down, see'],
    ['db1.example.com:5432 is down', 'db1.example.com:5432 is down'],
    ['docs at example.com/runbook (now)', 'docs at (now)'],
    ['call +31 6 1234 5678 now', 'call now'],
    ['call (212) 555-0100', 'call'],
    ['call 06-12345678 or 0031612345678', 'call or'],
    ['10.0.0.12:9090 at 1700000000 bytes', '10.0.0.12:9090 at 1700000000 bytes'],
    ['since 2026-11-24 03:12:00', 'since 2026-11-24 03:12:00'],
    ['95 % (http://x.y/)', '95 %'],
    ['<https://x.y>: slow', ': slow'],
    ['https://only.example/link', ''],
    ['why?', 'why?'],
  ])('makes %j %j', (text, left) => {
    expect(withoutLinks(text)).toBe(left);
  });
});
