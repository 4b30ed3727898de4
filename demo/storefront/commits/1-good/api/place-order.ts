type Query = (sql: string, values?: readonly unknown[]) => Promise<readonly Record<string, unknown>[]>;

export interface Placed {
  readonly customerId: number;
  readonly product: string;
  readonly quantity: number;
  readonly priceCents: number;
  readonly note?: string;
}

/** Writes the order and its item in one statement, and answers with the order's id. */
export async function placeOrder(query: Query, placed: Placed): Promise<unknown> {
  const { customerId, product, quantity, priceCents, note = null } = placed;
  const [made] = await query(
    `WITH placed AS (
       INSERT INTO "Order" ("customerId", "totalCents", note) VALUES ($1, $2, $3) RETURNING id
     )
     INSERT INTO "OrderItem" ("orderId", product, quantity, "priceCents")
     SELECT id, $4, $5, $6 FROM placed RETURNING "orderId" AS id`,
    [customerId, quantity * priceCents, note, product, quantity, priceCents],
  );
  return made;
}

/** Takes an order back that was placed by mistake; says whether there was one. */
export async function withdrawOrder(query: Query, id: number): Promise<boolean> {
  return (await query(`DELETE FROM "Order" WHERE id = $1 RETURNING id`, [id])).length > 0;
}
