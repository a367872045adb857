/** The languages of the notice, by tag, as their speakers write them. */
export const NAMES: Readonly<Record<string, string>> = {
  en: 'English',
  bn: 'বাংলা',
  gu: 'ગુજરાતી',
  hi: 'हिन्दी',
  kn: 'ಕನ್ನಡ',
  ml: 'മലയാളം',
  mr: 'मराठी',
  or: 'ଓଡ଼ିଆ',
  ta: 'தமிழ்',
  te: 'తెలుగు',
  ur: 'اردو',
  as: 'অসমীয়া',
  pa: 'ਪੰਜਾਬੀ',
};
