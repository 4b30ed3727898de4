import type pg from 'pg';

/** Orders at factor 1; each has three items. */
const ORDERS = 40_000;

/** Fills the three tables on the server itself; the same factor makes the same rows every time. Returns the rows made. */
export async function seedDatabase(client: pg.Client, factor: number): Promise<number> {
  const orders = Math.max(50, Math.round(ORDERS * factor));
  const customers = Math.max(10, Math.round(orders / 10));
  await client.query(
    `INSERT INTO "Customer" (email, name, country)
     SELECT 'customer' || n || '@storefront.example', 'Customer ' || n, (ARRAY['DE', 'FR', 'GB', NULL])[1 + n % 4]
     FROM generate_series(1, $1::int) n`,
    [customers],
  );
  await client.query(
    `INSERT INTO "Order" ("customerId", status, "totalCents", "placedAt", note)
     SELECT 1 + n % $2::int, (ARRAY['PAID', 'SHIPPED', 'RETURNED'])[1 + n % 3]::"OrderStatus", 1000 + n % 9000,
       timestamp '2026-01-10' + n * interval '5 minutes', CASE WHEN n % 5 = 0 THEN 'Please leave it with the neighbours.' END
     FROM generate_series(1, $1::int) n`,
    [orders, customers],
  );
  await client.query(
    `INSERT INTO "OrderItem" ("orderId", product, quantity, "priceCents")
     SELECT o.id, 'Product ' || (o.id + part) % 120, 1 + (o.id + part) % 3, 300 + part * 50
     FROM "Order" o, generate_series(1, 3) part`,
  );
  await client.query('ANALYZE');
  return customers + orders * 4;
}
