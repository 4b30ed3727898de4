import { readDeploys } from '../counted-deploy.ts';
import type { CheckUp } from './evidence.ts';

/** The service answers on the right commit, takes writes, and was deployed as often as the road wants it. */
export const checkService: CheckUp = async ({ at, road, deploysBefore }) => {
  const { promptsStatus, health } = await at.world.service.state();
  const deploys = readDeploys(at.deploys);
  const ended = deploys.ended - deploysBefore.ended;
  const wanted = road.leaves.deploys;
  const begun = deploys.begun - deploysBefore.begun;
  return [
    ...(promptsStatus === 200 ? [] : [`GET /api/prompts answers ${promptsStatus}`]),
    ...(health?.commit === at.world.service.commits.good ? [] : [`the service runs ${health?.commit}`]),
    ...(health?.maintenance === false ? [] : ['the service is still in maintenance']),
    ...(ended <= wanted && begun >= wanted && begun <= 2 * wanted
      ? []
      : [`the deploy was begun ${begun} times and succeeded ${ended} times`]),
  ];
};
