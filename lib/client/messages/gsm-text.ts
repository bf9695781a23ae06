/** Letters of GSM 03.38 beside ASCII, and those that it has by its escape. Of ASCII it lacks the grave accent. */
const GSM = /^[\n\r\x20-\x5f\x61-\x7e\f£¥èéùìòÇØøÅåΔΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà€]*$/;

/** Whether a text can be sent without `IsUnicode`. */
export function isGsm(text: string): boolean {
  return GSM.test(text);
}
