/** Bodies as Alertmanager sends them, some 900 bytes an alert. */

/** Stands for the number of the body; its alerts are of one group. */
const NUMBER = '@@';
/** Stands for a value that its query has found. */
const VALUE = '%%';

const alertOf = (at, severity, status) => ({
  status,
  labels: {
    alertname: 'CheckoutErrorBudgetBurn',
    cluster: 'eu-1',
    namespace: 'shop',
    service: `checkout-${NUMBER}`,
    instance: `10.0.${at}.1:9090`,
    job: 'checkout-api',
    severity,
  },
  annotations: {
    description: `HTTP 5xx ratio over 5m is ${VALUE} (limit 0.02), see the runbook of the shop.`,
    runbook_url: 'https://runbooks.example.org/checkout/error-budget',
    summary: `Checkout ${NUMBER} is failing for 14% of requests`,
  },
  startsAt: '2026-11-23T03:34:23.74Z',
  endsAt: status === 'resolved' ? '2026-11-23T04:34:23.74Z' : '0001-01-01T00:00:00Z',
  generatorURL:
    'http://prometheus.example.org:9090/graph?g0.expr=checkout%3Aerror_ratio%3Arate5m+%3E+0.02',
  fingerprint: `${String(at).padStart(4, '0')}-${NUMBER}`,
});

/**
 * A function from a number to a body: another number is another incident. Bodies of one number are the
 * same to the byte, or `moving`: an annotation tells a value, and it is another one each time.
 */
export function bodiesOf({ alerts, severity, status = 'firing', moving = false }) {
  const parts = JSON.stringify({
    receiver: 'piket',
    status,
    alerts: Array.from({ length: alerts }, (_, at) => alertOf(at, severity, status)),
    groupLabels: { alertname: 'CheckoutErrorBudgetBurn', service: `checkout-${NUMBER}` },
    commonLabels: { alertname: 'CheckoutErrorBudgetBurn', cluster: 'eu-1', severity },
    commonAnnotations: {},
    externalURL: 'http://alertmanager.example.org:9093',
    version: '4',
    groupKey: `{}/{}:{service="checkout-${NUMBER}"}`,
    truncatedAlerts: 0,
  }).split(NUMBER);
  let value = 1_000_000;
  const still = parts.map((part) => part.replaceAll(VALUE, '0.14'));
  return (number) => {
    if (!moving) return still.join(String(number));
    value += 1;
    return parts.join(String(number)).replaceAll(VALUE, `0.${value}`);
  };
}
