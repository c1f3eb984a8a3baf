/** Names of passwords, keys and tokens; not of the files, classes and switches around them. */
const SECRET =
  /(?:^|[._])(?:secret|password|(?:key|keyStore|trustStore)Password|token|oauthToken|(?:aws)?access\.?key|(?:aws)?secret\.?key|clientSecret|connectionString|private\.?Key|ConnectionPassword)$|oauth2\.client\.secret\.|fixed\.token\.|fs\.azure\.account\.key\./i;

/** Whether the value of the setting is a secret. */
export function isSecret(key: string): boolean {
  return SECRET.test(key);
}
