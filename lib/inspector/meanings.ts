/** What a field of an event means, and whether it tells who somebody is or what he or she said. */
interface Meaning {
  readonly means: string;
  readonly isPersonal?: boolean;
}

/** The fields of the events, in the order in which a page shows them, as the documentation of the events explains them. */
export const meanings: Readonly<Record<string, Meaning>> = {
  medium: { means: "A text, or one with a picture." },
  messageId: { means: "The vendor's id of the message, in lower case." },
  matchedMessageId: { means: "The id of our message that this one answers, in lower case." },
  referenceId: { means: "The sender's own reference; free text and not unique.", isPersonal: true },
  from: { means: "E.164 where the number can be one (`+17575449510`); short codes and what cannot be read stay as posted.", isPersonal: true },
  to: { means: "E.164 where the number can be one (`+17575449510`); short codes and what cannot be read stay as posted.", isPersonal: true },
  text: { means: "What the person wrote; `undefined` for a picture alone.", isPersonal: true },
  systemKeyword: { means: "Set when the whole text is a word that the vendor acts on itself, such as STOP. Never answer such a text." },
  status: { means: "What the code says." },
  code: { means: "The vendor's code." },
  reason: { means: "The vendor's name of the code, or the carrier's `stat` for a code that is in no list." },
  final: { means: "Whether this status is the last to be expected. Receipts come out of order all the same." },
  backupMessageId: { means: "Under this id a refused short-code message was sent again from a long number." },
  receipt: { means: "The parts of the carrier's text; MMS receipts have none. Its times are read as UTC.", isPersonal: true },
  queueId: { means: 'The vendor\'s number of the call, as text. `"0"` for some incoming calls.' },
  direction: { means: "Whether we call, or somebody calls us." },
  outcome: { means: "Somebody or something answered, nobody was reached, or the call was refused, cancelled or broken." },
  callerId: { means: "The number that calls, as E.164 where it can be one.", isPersonal: true },
  phoneNumber: { means: "The number that is called, as E.164 where it can be one.", isPersonal: true },
  startedAt: { means: "When the call began." },
  endedAt: { means: "When the call ended." },
  duration: { means: "Seconds." },
  answeredBy: { means: "Who or what the vendor heard; it may change during the call." },
  digits: { means: "All digits pressed in the call, as text.", isPersonal: true },
  recording: { means: "`soundId` fetches it; `length` is in seconds.", isPersonal: true },
  telco: { means: "What the vendor knows of the called number's carrier.", isPersonal: true },
  variables: { means: "Everything posted under a name that is not a documented field: the variables of the call's script, in lower case.", isPersonal: true },
};
