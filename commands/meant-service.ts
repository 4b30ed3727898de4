import type { ServicePolicy } from '../src/domain/policy-file/service.ts';
import type { Refusal } from '../src/domain/verdict.ts';
import type { Desk } from './desk.ts';
import type { Heard } from './heard.ts';

/** The service that was named, in whatever case, by name or by title. */
export function meantService(desk: Desk, text: string): ServicePolicy | null {
  const wanted = text.trim().toLowerCase();
  return (
    desk.useCases.services().find((service) => service.name === wanted || service.title.toLowerCase() === wanted) ??
    null
  );
}

/** The named service; else the one whose channel this is; else the only one. A refusal where none is meant. */
export function settleService(desk: Desk, heard: Heard, text: string): ServicePolicy | Refusal {
  const services = desk.useCases.services();
  if (text !== '') return meantService(desk, text) ?? unknownService(desk, text);
  const here = services.filter((service) => service.channel === heard.channel);
  const [only, another] = here.length > 0 ? here : services;
  if (only !== undefined && another === undefined) return only;
  return {
    code: 'unknown-service',
    say: 'It is not clear which service you mean.',
    hint: `Name one of: ${names(desk)}.`,
  };
}

/** True where a refusal came back instead of a service. */
export function isRefusal(settled: ServicePolicy | Refusal): settled is Refusal {
  return 'code' in settled;
}

export function unknownService(desk: Desk, text: string): Refusal {
  return {
    code: 'unknown-service',
    say: `There is no service “${text.slice(0, 60)}”.`,
    hint: `Recourse looks after: ${names(desk)}.`,
  };
}

function names(desk: Desk): string {
  return desk.useCases
    .services()
    .map((service) => service.name)
    .join(', ');
}
