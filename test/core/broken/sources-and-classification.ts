import type { BrokenCase } from './broken-case.ts';

/** Mistakes in config/sources.yaml and config/classification.yaml. */
export const brokenSourcesAndClassification: readonly BrokenCase[] = [
  [
    'a kind that is none',
    'sources.yaml',
    'kind: grafana\n',
    'kind: zabbix\n',
    'sources.grafana.kind: expected one of alertmanager, grafana',
  ],
  [
    'a kind by its neighbour',
    'sources.yaml',
    'kind: alertmanager\n',
    'kind: prometheus\n',
    'sources.alertmanager.kind: expected one of alertmanager, grafana; did you mean alertmanager?',
  ],
  [
    'a kind by another key',
    'sources.yaml',
    '    kind: grafana\n',
    '    type: grafana\n',
    'sources.grafana.type: not a known key; did you mean kind?',
  ],
  [
    'a lease with a slip',
    'sources.yaml',
    'kind: grafana\n',
    'kind: grafana\n    leese: 35m\n',
    ['leese: 35m', 'sources.grafana.leese: not a known key; did you mean lease?'],
  ],
  [
    'labels outside a list',
    'sources.yaml',
    'kind: grafana\n',
    'kind: grafana\n    group-by: cluster\n',
    [
      'group-by: cluster',
      'sources.grafana.group-by: expected a list, found a text; did you mean [cluster]?',
    ],
  ],
  [
    'two tokens',
    'sources.yaml',
    'kind: grafana\n',
    'kind: grafana\n    token-env: A_TOKEN\n    token-file: a-token\n',
    ['  grafana:', 'sources.grafana: expected at most one of token-env and token-file'],
  ],
  [
    'a token in the place of its variable',
    'sources.yaml',
    'kind: grafana\n',
    'kind: grafana\n    token-env: s3cr3t-token\n',
    ['token-env: s3cr3t-token', 'sources.grafana.token-env: expected the name of a variable'],
  ],
  [
    'a signature without a key',
    'sources.yaml',
    'kind: grafana\n',
    'kind: grafana\n    hmac: { header: X-Signature }\n',
    [
      'hmac: { header: X-Signature }',
      'sources.grafana.hmac: expected one of secret-env or secret-file',
    ],
  ],
  [
    'one source twice',
    'sources.yaml',
    '  grafana:\n',
    '  alertmanager:\n',
    'not valid YAML: alertmanager is there twice',
  ],
  [
    'a rule that sets a word',
    'classification.yaml',
    '    set: P2\n',
    '    set: medium\n',
    'severity.0.set: expected one of P0, P1, P2, P3; did you mean P2?',
  ],
  [
    'a rule whose severity is a list',
    'classification.yaml',
    '    set: P2\n',
    '    set: [P2]\n',
    'severity.0.set: expected one of P0, P1, P2, P3',
  ],
  [
    'a rule with a slip',
    'classification.yaml',
    '    final: true\n',
    '    finale: true\n',
    'severity.1.finale: not a known key; did you mean final?',
  ],
];
