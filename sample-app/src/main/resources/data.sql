insert into product (sku, price)
select sku, price from (
	select 'book-1' as sku, 42.00 as price
	union all select 'book-2', 35.50
	union all select 'book-3', 18.90
	union all select 'book-4', 27.00
	union all select 'book-5', 12.00
) catalogue
where not exists (select 1 from product where product.sku = catalogue.sku);
