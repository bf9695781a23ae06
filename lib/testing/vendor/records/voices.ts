/** The vendor's voices of 2016 (recorded): number, name, gender, age, language. */
export const voices = [
  [0, "Diane", "Female", 35, "US English"],
  [1, "David", "Male", 30, "US English"],
  [2, "William", "Male", 30, "US English"],
  [3, "Emily", "Female", 30, "US English"],
  [4, "Callie", "Female", 30, "US English"],
  [5, "Lawrence", "Male", 55, "UK English"],
  [6, "Millie", "Female", 45, "UK English"],
  [7, "Isabelle", "Female", 30, "Canadian French"],
  [8, "Katrin", "Female", 35, "German"],
  [10, "Vittoria", "Female", 30, "Italian"],
  [15, "Jean-Pierre", "Male", 30, "Canadian French"],
  [16, "Allison", "Female", 28, "US English"],
  [17, "Miguel", "Male", 30, "Americas Spanish"],
  [18, "Matthias", "Male", 30, "German"],
  [19, "Ashley", "Female", 30, "US English"],
  [20, "James", "Male", 30, "US English"],
  [23, "Violeta", "Female", 30, "Mexican Spanish"],
  [24, "Francisco", "Male", 30, "Mexican Spanish"],
] as const;

/** A Spanish voice that came later, and that the vendor's pages use. */
const LATER = 38;

export function isVoice(id: number): boolean {
  return id === LATER || voices.some(([voice]) => voice === id);
}
