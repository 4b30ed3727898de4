/**
 * Whose incidents these are. Every store counts from INC-1, so what is left at a target (fences, sessions) carries the
 * store's identity too: a store that was made anew, or another one on the same cluster, has an INC-1 of its own.
 */
export const identitySchema = `
CREATE TABLE recourse.identity (
  id  text NOT NULL,
  one boolean PRIMARY KEY DEFAULT true CHECK (one)
);
INSERT INTO recourse.identity (id) SELECT substr(md5(random()::text || clock_timestamp()::text), 1, 8);
`;
