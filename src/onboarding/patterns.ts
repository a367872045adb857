/** The shapes that values from clients must have; the request classes and the forms of `nextAction` share them. */
export const MOBILE_PATTERN = '^[6-9][0-9]{9}$';
export const OTP_PATTERN = '^[0-9]{3,10}$';
export const AADHAAR_PATTERN = '^[0-9]{12}$';
export const PAN_PATTERN = '^[A-Z]{5}[0-9]{4}[A-Z]$';
export const PINCODE_PATTERN = '^[1-9][0-9]{5}$';
/** A BCP 47 tag of a language, with at most a script and a region. */
export const LANGUAGE_PATTERN = '^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$';
export const NOTICE_VERSION_PATTERN = '^[A-Za-z0-9._-]{1,40}$';
export const DATE_PATTERN = '^[0-9]{4}-[0-9]{2}-[0-9]{2}$';
/** Most characters of a PID block; a face capture's is the largest, at some 60,000. */
export const MAX_PID_LENGTH = 131_072;
/** Largest body with a PID block, bytes: the quotes of its attributes may be escaped, and more surrounds it. */
export const MAX_BIOMETRIC_BODY_BYTES = 192 * 1024;
