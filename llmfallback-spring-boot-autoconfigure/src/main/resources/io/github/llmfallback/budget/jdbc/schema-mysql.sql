create table if not exists LLM_FALLBACK_COUNTER (
	ID bigint auto_increment primary key,
	SCOPE varchar(255) character set utf8mb4 collate utf8mb4_0900_bin not null,
	BUDGET_WINDOW varchar(16) not null,
	WINDOW_START bigint not null,
	WINDOW_END bigint not null,
	SPENT bigint not null,
	RESERVED bigint not null,
	constraint LLM_FALLBACK_COUNTER_KEY unique (SCOPE, BUDGET_WINDOW, WINDOW_START),
	index LLM_FALLBACK_COUNTER_END (WINDOW_END)
) engine = InnoDB;

create table if not exists LLM_FALLBACK_RESERVATION (
	ID varchar(100) character set utf8mb4 collate utf8mb4_0900_bin not null primary key,
	AMOUNT bigint not null,
	COUNTERS varchar(4000) not null,
	STATE varchar(16) not null,
	DUE_AT bigint not null,
	STEP bigint not null,
	index LLM_FALLBACK_RESERVATION_DUE (STATE, DUE_AT)
) engine = InnoDB;
