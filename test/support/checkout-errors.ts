/** High by the shipped configuration: one person is paged, and nobody else for a quarter of an hour. */
export const checkoutErrors = {
  labels: { alertname: 'CheckoutErrors', severity: 'critical', service: 'checkout' },
  annotations: { summary: 'one in ten payments fails' },
};

/** A body of Alertmanager's that tells of it, under another name if wanted. */
export const tellingOf = (alertname = checkoutErrors.labels.alertname, service = 'checkout') => ({
  version: '4',
  alerts: [
    {
      ...checkoutErrors,
      labels: { ...checkoutErrors.labels, alertname, service },
      status: 'firing',
      startsAt: new Date(0).toISOString(),
    },
  ],
});

/** The code that a page asks for. */
export const codeIn = ({ body }: { readonly body: string }): string => {
  const [, code] = /Reply (\d{3})=ack/.exec(body) ?? [];
  if (code === undefined) throw new Error(`there is no code in "${body}"`);
  return code;
};
