create table if not exists product (
	sku varchar(40) primary key,
	price decimal(10, 2) not null
);

create table if not exists orders (
	id bigint generated always as identity primary key,
	sku varchar(40) not null references product (sku),
	quantity int not null,
	amount decimal(18, 2) not null,
	payment_reference varchar(40) not null,
	created_at timestamp(3) with time zone not null
);
