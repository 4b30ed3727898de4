/**
 * How a folder storage looks, one folder per service and backup:
 *
 *   <path>/<service>/<backup id>/manifest.json    written last; without it there is no backup
 *                                proof.json       what became of its restores
 *                                pin.json         why it must stay, and who says so
 *                                artifact/…       what pg_dump wrote, and the digests of the schema's objects
 *   <path>/<service>/<backup id>.<mark>.partial/  a backup that is being taken, with maker.json beside its artefact
 *   <path>/<service>/<backup id>.deleting/        a backup that is being removed
 */
export const artifactFolder = 'artifact';
export const manifestFile = 'manifest.json';
export const proofFile = 'proof.json';
export const pinFile = 'pin.json';
export const makerNote = 'maker.json';
export const partialEnding = '.partial';
export const deletingEnding = '.deleting';
