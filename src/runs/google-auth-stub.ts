/**
 * Stands in for `google-auth-library` in the bundle, where that library would be three quarters of the SDK's size. Whoever signs in
 * with a Google service account is told to use OAuth or a token.
 */
function missing(): never {
  throw new Error('Google service accounts are not supported');
}

/** See above. */
export class GoogleAuth {
  constructor() {
    missing();
  }
}

/** See above. */
export class Impersonated {
  constructor() {
    missing();
  }
}
