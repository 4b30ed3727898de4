/** A schema as services have it, a day on it that ends badly, and what of that day is wanted back. */
export interface RealLife {
  readonly title: string;
  /** Whose URL the service gives to Recourse, and who owns what is in it. */
  readonly login: 'owner' | 'superuser';
  readonly sql: string;
  /** What happened after the backup: rows made, changed and deleted. One statement each. */
  readonly damage: readonly string[];
  /** Tables whose new rows are copied back after the rollback: all that have any and a primary key. */
  readonly choose: readonly string[];
  /** A table in which the service writes down each DDL: ours, too, when copy back switches triggers off and on. */
  readonly ddlLog?: string;
}

/** Roles that the schemas grant to. They belong to the whole server. */
export const rolesOfLives: readonly string[] = ['web_app', 'Berichte & Co'];
