import type { Ports } from '../ports.ts';

/** The pages, `42.1.1.0.ada.sms`, that one delivery has in hand. */
export interface Hand {
  /** False when another delivery of this process has the page. */
  take(id: string): boolean;
  letGo(id: string): void;
  letGoOfAll(): void;
}

/** A hand that must be emptied, whatever happens: this process sends no page that is in one. */
export function openHand({ inHand }: Ports): Hand {
  const mine = new Set<string>();
  const letGo = (id: string) => {
    if (mine.delete(id)) inHand.delete(id);
  };
  return {
    take: (id) => {
      if (inHand.has(id)) return false;
      inHand.add(id);
      mine.add(id);
      return true;
    },
    letGo,
    letGoOfAll: () => {
      for (const id of mine) letGo(id);
    },
  };
}
