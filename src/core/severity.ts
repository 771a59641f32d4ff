/** P0 critical, P1 high, P2 medium, P3 low, as in section 1 of the response procedure. */
export const SEVERITIES = ['P0', 'P1', 'P2', 'P3'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Which kind of trouble it is, and so which secondary team helps. */
export const CATEGORIES = ['database', 'infrastructure', 'security', 'application'] as const;
export type Category = (typeof CATEGORIES)[number];

/** The four secondary teams of section 2 of the response procedure. */
export const SECONDARY_TEAMS = ['database', 'infrastructure', 'security', 'development'] as const;
export type SecondaryTeam = (typeof SECONDARY_TEAMS)[number];

/** The four roles of the primary response team. */
export const ROLES = [
  'team-lead',
  'technical-lead',
  'security-lead',
  'communications-lead',
] as const;
export type Role = (typeof ROLES)[number];

/** The category's secondary team: applications belong to development, the rest to their namesake. */
export const teamOf = (category: Category): SecondaryTeam =>
  category === 'application' ? 'development' : category;

/** Negative when `a` is the more urgent one, as a sort wants it. */
export const compareSeverity = (a: Severity, b: Severity): number =>
  SEVERITIES.indexOf(a) - SEVERITIES.indexOf(b);

export const isMoreUrgent = (a: Severity, b: Severity): boolean => compareSeverity(a, b) < 0;
