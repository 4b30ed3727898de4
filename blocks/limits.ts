/** Slack's limits that we draw up to, in characters (UTF-16 units) and items. */
export const limits = {
  /** `chat.update` refuses longer top-level texts; every message may be edited later. */
  text: 4_000,
  messageBlocks: 50,
  viewBlocks: 100,
  headerText: 150,
  sectionText: 3_000,
  fieldText: 2_000,
  contextText: 2_000,
  buttonText: 75,
  accessibilityLabel: 75,
  optionText: 75,
  selectOptions: 100,
  viewTitle: 24,
  inputLength: 3_000,
  topic: 250,
} as const;
