import { describe, expect, it } from 'vitest';
import { byShippedRules } from '../support/shipped-rules.ts';

const of = (summary: string, labels: Record<string, string> = {}) =>
  byShippedRules({ alertname: 'Finding', severity: 'warning', ...labels }, { summary });

describe('a warning of security', () => {
  it.each([
    'Bucket customer-invoices is readable by the whole internet',
    'Backups of the customer database are downloadable by anyone',
    'Patient files are reachable without login',
    'A customer reports seeing invoices of another customer',
    'Invoices were mailed to the wrong customers',
    'Tenant A sees orders of tenant B',
    'Full card numbers are written to the access log',
    '1,200 records with BSN were mailed to an outside address',
    'Employee copied 60 GB of customer files to a USB disk',
    'AWS key of production was pushed to a public GitHub repository',
    'Credentials of an instance role are used from an external IP',
    'Session cookies of admins stolen',
    'Snapshot of orders is shared publicly',
    'The cluster with patient data is open to the internet without password',
    'Personal data of 300 patients e-mailed to wrong recipient',
    'Dump of table users offered on the dark web',
    'xmrig is running on web-3',
    'Shadow copies deleted on 14 servers',
    'mimikatz.exe started on dc-01',
    'Golden ticket used on dc-01',
  ])('is P0 where it says "%s"', (summary) =>
    expect(of(summary)).toMatchObject({ severity: 'P0', category: 'security' }),
  );

  it.each([
    'Ransomware quarantined on ws-4',
    'Mimikatz was blocked by EDR on ws-4',
    'Upload was blocked: customer data',
    'Ransomware drill starts at ten',
    'Virus definitions are nine days old',
    'Kerberoasting from ws-12',
    'DLP agent on lap-3 is offline',
  ])('is P1 where it says "%s"', (summary) =>
    expect(of(summary, { source: 'edr' })).toMatchObject({ severity: 'P1', category: 'security' }),
  );

  it.each([
    'Orders of other customers are slow too',
    'Customer import failed, details in logs',
    'The service is accessible to customers again',
    'Stratum is 16 on web-1',
  ])('is none where it says "%s"', (summary) =>
    expect(of(summary)).toMatchObject({
      severity: 'P2',
      category: expect.not.stringMatching('sec'),
    }),
  );

  it.each([
    [{ rule: 'Detect crypto miners using the Stratum protocol', source: 'syscall' }, 'P0'],
    [{ rule: 'Terminal shell in container', source: 'syscall' }, 'P1'],
    [{ type: 'UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS' }, 'P0'],
    [{ type: 'Recon:EC2/PortProbeUnprotectedPort', source: 'guardduty' }, 'P1'],
    [{ tool: 'defender' }, 'P1'],
    [{ source: 'crowdstrike' }, 'P1'],
    [{ source: 'purview' }, 'P1'],
  ])('may say so by a label: %o is %s', (labels, severity) =>
    expect(of('x', labels)).toMatchObject({ severity, category: 'security' }),
  );
});
