import twilio from 'twilio';

const UNSPEAKABLE = 'Piket has your text, but its answer could not be written. See the console.';

const twiml = (text?: string): string => {
  const response = new twilio.twiml.MessagingResponse();
  if (text) response.message(text);
  return response.toString();
};

/**
 * TwiML that answers a text with `reply`, or with nothing. The SDK's builder throws on characters that
 * XML cannot hold, and an alert's title may have any: they are left out.
 */
export const twimlReply = (reply: string | undefined): string => {
  // Control characters but tab and line feed, lone surrogates, and the two noncharacters that XML forbids.
  const text = reply?.replace(/[^\P{Cc}\t\n]|[\p{Cs}\uFFFE\uFFFF]/gu, '');
  try {
    return twiml(text);
  } catch {
    return twiml(UNSPEAKABLE);
  }
};
