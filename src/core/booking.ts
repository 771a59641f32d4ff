import type { Bundle } from './bundle.ts';
import type { CodeSubject, ShownCode } from './codes.ts';
import type { Pace } from './pace.ts';

/** What is written down of a message before it goes out: all of it, or nothing. */
export interface Booking {
  /** The pace of a phone, `ada.sms`, or of its notices. */
  readonly pace: { readonly of: string; readonly before: Pace | undefined; readonly after: Pace };
  /** The code that it shows. */
  readonly code?: GivenCode;
  /** What it tells of beside the page that leads it. Absent when that is nothing, or was booked before. */
  readonly bundle?: { readonly lead: string; readonly told: Bundle };
}

/** A code that a person is about to be shown. */
export interface GivenCode {
  readonly person: string;
  readonly shown: ShownCode;
  /** What it stood for until now; absent: for nothing. */
  readonly replaces?: CodeSubject;
}
