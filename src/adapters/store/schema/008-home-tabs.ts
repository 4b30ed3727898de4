/** Who opened the Home tab lately, and what was published for them. Not part of any journal: it may be lost. */
export const homeTabsSchema = `
CREATE TABLE recourse.home_tab (
  person        text PRIMARY KEY,
  page          integer NOT NULL,
  opened_at     timestamptz NOT NULL,
  look          text,
  hash          text,
  shown_at      timestamptz,
  claimed_until timestamptz
);
CREATE INDEX home_tab_by_opening ON recourse.home_tab (opened_at);
`;
