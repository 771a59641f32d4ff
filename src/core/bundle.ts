/** One message that tells of several pages to one phone; the page that leads it names it. */
export interface Bundle {
  /** What it told of, as `[incident, page]`, the most urgent first. */
  readonly pages: readonly (readonly [incident: number, page: string])[];
}

/** Whether a message told of a page: sent again, it tells of no other. */
export const isToldIn = ({ pages }: Bundle, incident: number, page: string): boolean =>
  pages.some(([number, id]) => number === incident && id === page);
