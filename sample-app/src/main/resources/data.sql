insert into product (sku, price) values
	('book-1', 42.00),
	('book-2', 35.50),
	('book-3', 18.90),
	('book-4', 27.00),
	('book-5', 12.00);
