-- Reports, written as people write them.
-- gives: query
select c.segment, count(distinct o.id) as orders, round(sum(l.price * (1 - l.discount)), 2) as revenue
  from sales.orders o
  inner join crm.customers c on c.id = o.customer_id
  inner join sales.lines l on l.order_id = o.id
  where o.day >= '2024-01-01' and o.day < '2025-01-01'
  group by c.segment
  order by revenue desc
  limit 20;
select date_trunc('month', o.day) as month, o.region, sum(o.amount) as total,
    sum(sum(o.amount)) over (partition by o.region order by date_trunc('month', o.day)) as running
  from sales.orders o
  where o.status not in ('cancelled', 'test')
  group by date_trunc('month', o.day), o.region;
with first_orders as (
    select customer_id, min(day) as first_day from sales.orders group by customer_id
  ), cohorts as (
    select f.customer_id, date_format(f.first_day, 'yyyy-MM') as cohort, months_between(o.day, f.first_day) as age
    from first_orders f join sales.orders o on o.customer_id = f.customer_id
  )
  select cohort, floor(age) as months, count(distinct customer_id) as customers
  from cohorts
  group by cohort, floor(age)
  having count(distinct customer_id) > 5
  order by cohort, months;
select p.category, p.name, t.sold
  from (
    select product_id, sum(quantity) as sold, row_number() over (partition by category order by sum(quantity) desc) as rn
    from sales.lines
    group by product_id, category
  ) t
  join catalog.products p on p.id = t.product_id
  where t.rn <= 3;
select case when amount < 10 then 'small' when amount < 100 then 'middle' else 'large' end as size, count(*) as n
  from sales.orders
  group by case when amount < 10 then 'small' when amount < 100 then 'middle' else 'large' end;
select a.region, a.total - coalesce(b.total, 0) as growth
  from (select region, sum(amount) as total from sales.orders where year(day) = 2024 group by region) a
  left join (select region, sum(amount) as total from sales.orders where year(day) = 2023 group by region) b
    on a.region = b.region
  order by growth desc;
select customer_id, day, amount, avg(amount) over (partition by customer_id order by day rows between 2 preceding and current row) as moving
  from sales.orders;
select s.id, s.name from staging.people s left join crm.people p on s.id = p.id where p.id is null;
select count(*) as n, sum(case when email is null then 1 else 0 end) as no_email, min(created_at), max(created_at) from crm.people;
select id, count(*) from crm.people group by id having count(*) > 1;
select coalesce(a.day, b.day) as day, a.n as web, b.n as shop from web.daily a full outer join shop.daily b on a.day = b.day order by 1;
select w.id, w.name from warehouse.items w where w.stock < (select avg(i.stock) / 2 from warehouse.items i where i.category = w.category);
select region, max(case when quarter = 1 then amount end) as q1, max(case when quarter = 2 then amount end) as q2 from sales.quarters group by region;
select distinct u.country, u.city from web.users u where exists (select 1 from web.visits v where v.user_id = u.id and v.day = current_date());
select user_id, session_id, ts from (select user_id, session_id, ts, lag(ts) over (partition by user_id order by ts) as before from web.clicks) c where before is null or ts > before;
select 'orders' as source, count(*) as n from sales.orders union all select 'lines', count(*) from sales.lines union all select 'customers', count(*) from crm.customers;
select t.id, t.amount from sales.orders t join (select customer_id, max(day) as day from sales.orders group by customer_id) m on t.customer_id = m.customer_id and t.day = m.day;
select d.name, e.name as boss, count(f.id) as people from org.departments d left join org.employees e on d.boss_id = e.id left join org.employees f on f.department_id = d.id group by d.name, e.name;
select upper(substr(name, 1, 1)) as letter, count(*) as n from crm.people where name is not null and length(name) > 0 group by upper(substr(name, 1, 1)) order by letter;
select o.id, o.amount, o.amount / nullif(t.total, 0) as share from sales.orders o cross join (select sum(amount) as total from sales.orders) t;
select l.product_id, r.product_id as together, count(*) as n from sales.lines l join sales.lines r on l.order_id = r.order_id and l.product_id < r.product_id group by l.product_id, r.product_id order by n desc limit 50;
select month, total, total - lag(total) over (order by month) as change from (select date_trunc('month', day) as month, sum(amount) as total from sales.orders group by 1) m;
select id from sales.orders where amount > 100 and (region = 'north' or region = 'south') and not (status = 'test' or status = 'void') order by day desc, id limit 25;
select e.id, e.kind, d.label from raw.events e left join dim.kinds d on lower(e.kind) = lower(d.kind) where e.ts between '2024-01-01' and '2024-01-02';
select c.id, c.name, (select count(*) from sales.orders o where o.customer_id = c.id) as orders from crm.customers c where c.active = true;
select region, sum(amount) as total from sales.orders where day in (select day from dim.holidays where country = 'DE') group by region;
select a.id from a where a.x in (select x from b where b.y in (select y from c where c.z = 1));
select year(day) as y, month(day) as m, sum(amount) from sales.orders group by year(day), month(day) having sum(amount) > 0 order by y, m;
select min(price) as low, max(price) as high, avg(price) as mean, stddev(price) as spread from catalog.products where price > 0;
select concat(first_name, ' ', last_name) as name, floor(datediff(current_date(), born) / 365.25) as age from crm.people;

-- Checks of quality, written as people write them.
-- gives: query
select count(*) from sales.orders o left join crm.customers c on o.customer_id = c.id where c.id is null;
select day, count(*) as n from raw.events where day >= date_sub(current_date(), 7) group by day order by day;
select 'missing' as problem, id from crm.people where email is null union all select 'doubled', id from crm.people group by id having count(*) > 1;
select a.id, a.total as ours, b.total as theirs from ours.totals a join theirs.totals b on a.id = b.id where abs(a.total - b.total) > 0.01;
select table_name, column_name, data_type from information_schema.columns where table_schema = 'sales' order by table_name, ordinal_position;

-- What people write into tables.
-- gives: insert
insert into gold.daily_sales select o.day, o.region, sum(l.price * l.quantity) as revenue, count(distinct o.id) as orders from silver.orders o join silver.lines l on o.id = l.order_id group by o.day, o.region;
insert into audit.loads values ('orders', '2024-01-01', 15, 'ok');
insert into crm.people (id, name, email) select id, trim(name), lower(email) from staging.people where id is not null;
