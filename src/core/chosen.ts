/** How a person's decision stands among the reasons of an incident. */
export const chosenBy = (by: string): string => `chosen by ${by}`;

const CATEGORY = 'category chosen by ';

export const categoryChosenBy = (by: string): string => `${CATEGORY}${by}`;

const isOfCategory = (reason: string): boolean => reason.startsWith(CATEGORY);

/** A category that a person chose stays, whatever decides the severity later: so does its reason. */
export const reasonsFrom = (
  because: readonly string[],
  { because: before }: { readonly because: readonly string[] },
): readonly string[] => [
  ...because.filter((reason) => !isOfCategory(reason)),
  ...before.filter(isOfCategory),
];
