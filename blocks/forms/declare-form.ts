import type { InputBlock, ModalView } from '@slack/types';
import type { AlertPrefill } from '../../src/domain/alert.ts';
import type { Instant, ServiceName } from '../../src/domain/ids.ts';
import type { DuringMigration } from '../../src/domain/migration-record.ts';
import { type TriggerCode, triggerNames } from '../../src/domain/trigger.ts';
import { form, inputAction, instantInput, option, textInput } from '../kit/inputs.ts';
import { context, plain } from '../kit/texts.ts';
import { inheritedPhrase } from '../words/migrations.ts';
import { say } from '../words/phrase.ts';
import { privately } from '../words/reader.ts';

/** Names of the inputs; those that are filled in per service carry its name, so that Slack shows the new filling. */
export const declareFields = {
  service: 'service',
  identifiedAt: 'identified-at',
  speaksFor: 'speaks-for',
  speaksAgainst: 'speaks-against',
  degradation: 'degradation',
  seen: 'seen',
  migration: 'migration',
  commit: 'commit',
  errorOutput: 'error-output',
  correlationIds: 'correlation-ids',
} as const;

export interface DeclareFormFacts {
  readonly services: readonly { readonly name: ServiceName; readonly title: string; readonly environment: string }[];
  readonly chosen: ServiceName;
  readonly openedAt: Instant;
  /** What the bot found for the chosen service; null while it is still looking. */
  readonly found: {
    readonly commit: string | null;
    readonly migration: string | null;
    /** A migration that is under way: the incident takes it over. */
    readonly during?: DuringMigration | null;
  } | null;
  /** What alerts said, where the form was opened from their card; all of it can be changed. */
  readonly alerts?: AlertPrefill | null;
  readonly metadata: string;
}

/** The likeliest after a migration first; Slack allows ten. */
const speaksFor = [
  'data-deleted',
  'data-corruption',
  'migration-failed',
  'critical-function-broken',
  'service-unavailable',
  'error-rate',
  'performance-degraded',
  'security-vulnerability',
  'not-fixable-in-time',
  'other',
] as const satisfies readonly TriggerCode[];
const speaksAgainst = ['forward-fixable', 'minor-bug', 'ui-issue'] as const satisfies readonly TriggerCode[];

/** Asks what happened: few questions, the certain ones filled in, the rest optional. */
export function drawDeclareForm(facts: DeclareFormFacts): ModalView {
  const known = facts.alerts ?? {
    seen: '',
    errorOutput: '',
    correlationIds: [],
    triggers: [],
    identifiedAt: facts.openedAt,
  };
  return form({
    id: 'declare-form',
    title: 'Declare an incident',
    submit: 'Declare',
    metadata: facts.metadata,
    blocks: [
      serviceInput(facts),
      instantInput({
        blockId: declareFields.identifiedAt,
        label: 'When was it identified?',
        hint: 'The time to decide counts from here. It may lie before now.',
        initial: known.identifiedAt,
      }),
      textInput({
        blockId: declareFields.seen,
        label: 'What was seen?',
        hint: 'One or two sentences: what fails, for whom, since when.',
        multiline: true,
        initial: known.seen,
      }),
      triggerInput(declareFields.speaksFor, 'What speaks for rolling back?', speaksFor, known.triggers),
      triggerInput(declareFields.speaksAgainst, 'What speaks against it?', speaksAgainst, known.triggers),
      ...foundInputs(facts),
      textInput({
        blockId: declareFields.errorOutput,
        label: 'Error output',
        multiline: true,
        optional: true,
        initial: known.errorOutput,
      }),
      degradationInput(),
      textInput({
        blockId: declareFields.correlationIds,
        label: 'Correlation ids of failing requests',
        hint: 'Separated by spaces or commas, at most 20.',
        optional: true,
        initial: known.correlationIds.join(' '),
      }),
    ],
  });
}

/** The block id under which an input for the chosen service stands. */
export function perService(field: 'migration' | 'commit', service: string): string {
  return `${field}:${service}`;
}

function serviceInput({ services, chosen }: DeclareFormFacts): InputBlock {
  const options = services
    .slice(0, 100)
    .map((service) => option(`${service.title} (${service.environment})`, service.name));
  const initial = options.find((each) => each.value === chosen);
  return {
    type: 'input',
    block_id: declareFields.service,
    label: plain('Service and environment', 100),
    dispatch_action: true,
    element: {
      type: 'static_select',
      action_id: 'choose-service',
      options,
      ...(initial === undefined ? {} : { initial_option: initial }),
    },
  };
}

function triggerInput(
  blockId: string,
  label: string,
  codes: readonly TriggerCode[],
  ticked: readonly TriggerCode[],
): InputBlock {
  const options = codes.map((each) => option(triggerNames[each], each));
  const initial = options.filter(({ value }) => ticked.some((code) => code === value));
  return {
    type: 'input',
    block_id: blockId,
    label: plain(label, 100),
    optional: true, // one of either kind is enough, which only we can check
    element: {
      type: 'checkboxes',
      action_id: inputAction,
      options,
      ...(initial.length === 0 ? {} : { initial_options: initial }),
    },
  };
}

function degradationInput(): InputBlock {
  return {
    type: 'input',
    block_id: declareFields.degradation,
    label: plain('If it is slower or fails more often: by how many percent?', 100),
    optional: true,
    element: {
      type: 'number_input',
      action_id: inputAction,
      is_decimal_allowed: true,
      min_value: '0',
      max_value: '1000',
    },
  };
}

function foundInputs({ chosen, found }: DeclareFormFacts): ModalView['blocks'] {
  if (found === null) {
    return [
      context(say`⏳ Looking up the commit and the newest migration. You can go on typing.`, {
        reader: privately,
        where: 'recourse --help',
      }),
    ];
  }
  const { during = null } = found;
  const initial = (text: string | null) => (text === null ? {} : { initial: text });
  return [
    ...(during === null ? [] : [context(inheritedPhrase(during), { reader: privately, where: 'recourse --help' })]),
    textInput({
      blockId: perService('migration', chosen),
      label: 'Failing migration',
      hint:
        found.migration === null ? 'Could not be looked up.' : 'The newest one; please correct it if it is another.',
      optional: true,
      most: 300,
      ...initial(found.migration),
    }),
    textInput({
      blockId: perService('commit', chosen),
      label: 'Commit that runs now',
      ...(found.commit === null ? { hint: 'Could not be looked up.' } : {}),
      optional: true,
      most: 80,
      ...initial(found.commit),
    }),
  ];
}
