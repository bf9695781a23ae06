import { z } from "zod";
import { type ClientContext } from "../context.js";
import { type CallOptions } from "../request/transport.js";
import { askVoice, listOf } from "./voice-request.js";

/** A voice that speaks a call's text. */
export interface Voice {
  readonly id: number;
  readonly name: string;
  readonly gender: string | undefined;
  readonly age: number | undefined;
  readonly language: string | undefined;
  /** The vendor's own words for it. */
  readonly summary: string | undefined;
}

/** An entry of the vendor's own table of codes. */
export interface VendorResponseCode {
  readonly code: number;
  readonly status: string;
}

const digits = z.string().regex(/^\s*\d+\s*$/).transform(Number);
const text = z.string().optional();

const voiceSchema = z.object({
  VoiceID: digits,
  VoiceName: z.string(),
  VoiceGender: text,
  VoiceAge: digits.optional().catch(undefined),
  VoiceLanguage: text,
  VoiceSummary: text,
});

const codeSchema = z.object({ ResponseCode: digits, ResponseText: z.string() });

/** getVoices. */
export async function readVoices(context: ClientContext, options?: CallOptions): Promise<readonly Voice[]> {
  const voices = await askVoice(context, { operation: "getVoices", repeatable: true }, (root) => z.array(voiceSchema).parse(listOf("Voice")(root)), options);
  return voices.map(({ VoiceID: id, VoiceName: name, VoiceGender: gender, VoiceAge: age, VoiceLanguage: language, VoiceSummary: summary }) => ({
    id,
    name,
    gender,
    age,
    language,
    summary,
  }));
}

/** GetResponseCodes. */
export async function readResponseCodes(context: ClientContext, options?: CallOptions): Promise<readonly VendorResponseCode[]> {
  const request = { operation: "GetResponseCodes", repeatable: true };
  const codes = await askVoice(context, request, (root) => z.array(codeSchema).parse(listOf("Response")(root)), options);
  return codes.map(({ ResponseCode: code, ResponseText: status }) => ({ code, status }));
}
