import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { classificationSchema } from '../../src/configuration/classification-file.ts';
import type { Labels } from '../../src/core/alert.ts';
import { classify } from '../../src/core/classification.ts';
import { compileRules } from '../../src/core/classification-rules.ts';
import type { SenderWords } from '../../src/core/sender-words.ts';

const shipped = readFileSync(join(import.meta.dirname, '../../config/classification.yaml'), 'utf8');
const rules = compileRules(classificationSchema.parse(parse(shipped)));

/** What the rules of config/classification.yaml make of an alert that comes alone. */
export const byShippedRules = (labels: Labels, annotations: Labels = {}, words: SenderWords = {}) =>
  classify(
    { source: 'legacy', fingerprint: 'f', status: 'firing', labels, annotations, startsAt: 0 },
    rules,
    { now: 0, firing: 1, alerts: [] },
    words,
  );
