package io.github.llmfallback.budget.jdbc;

import java.sql.SQLException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongUnaryOperator;
import java.util.stream.Collectors;

import javax.sql.DataSource;

import io.github.llmfallback.budget.BudgetKey;
import io.github.llmfallback.budget.BudgetLedger;
import io.github.llmfallback.budget.BudgetLimit;
import io.github.llmfallback.budget.BudgetScope;
import io.github.llmfallback.budget.BudgetUsage;
import io.github.llmfallback.budget.BudgetWindow;
import io.github.llmfallback.budget.LedgerUnavailableException;
import io.github.llmfallback.budget.Reservation;
import io.github.llmfallback.budget.ReservationResult;
import io.github.llmfallback.budget.ReservationResult.Granted;
import io.github.llmfallback.budget.ReservationResult.Refused;
import io.github.llmfallback.budget.SpendChange;
import io.github.llmfallback.budget.jdbc.ReservationRow.State;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Keeps counters in a database that instances share: H2, PostgreSQL, MySQL or MariaDB.
 * The tables are those of the scripts at {@link #SCHEMA_LOCATION}.
 * <p>
 * Each step is a transaction on a connection of its own, whatever transaction the caller
 * is in, and stays when that is rolled back. A caller that holds a connection therefore
 * needs a second one from the pool: with as many such callers as connections all of them
 * wait until the pool gives up. Connections of a JTA transaction do not serve.
 * <p>
 * Steps that lost their connection or a race are tried again for a few seconds; a try
 * whose outcome is not known is not done twice. A step that hears nothing from the
 * database gives up after some seconds; if it took effect all the same, its charge is
 * told to nobody.
 * <p>
 * Ended reservations are remembered for their time to live, charges for a day at least.
 */
public final class JdbcLedger implements BudgetLedger {

	/**
	 * Where the scripts are that create the tables unless they exist. The platform is
	 * {@code h2}, {@code postgresql}, {@code mysql} or {@code mariadb}.
	 */
	public static final String SCHEMA_LOCATION = "classpath:io/github/llmfallback/budget/jdbc/schema-@@platform@@.sql";

	/** Ended windows are kept a little, for attempts that take very long. */
	private static final long KEPT = Duration.ofDays(2).toMillis();

	/** Whoever cannot be sure of a charge may repeat it after a long while. */
	private static final long DAY = Duration.ofDays(1).toMillis();

	private final Steps steps;

	private final ZoneId zone;

	private final long ttl;

	private final CounterRows rows;

	/**
	 * Creates a ledger. The database is not asked yet.
	 * @param dataSource the database; a proxy that takes part in the transactions of
	 * Spring is looked through
	 * @param zone where days and months begin
	 * @param reservationTtl how long a reservation is held before it counts as lost;
	 * positive
	 */
	public JdbcLedger(DataSource dataSource, ZoneId zone, Duration reservationTtl) {
		this(dataSource, zone, reservationTtl, LongUnaryOperator.identity());
	}

	JdbcLedger(DataSource dataSource, ZoneId zone, Duration reservationTtl, LongUnaryOperator turned) {
		Assert.isTrue(reservationTtl.toMillis() > 0, "a reservation's time to live must be positive");
		this.steps = new Steps(dataSource, System::nanoTime, turned);
		this.zone = zone;
		this.ttl = reservationTtl.toMillis();
		this.rows = new CounterRows(zone);
	}

	@Override
	public ReservationResult reserve(Reservation reservation) {
		return this.steps.run("reserve", (tables, uncertain) -> {
			ReservationTable.Look look = tables.reservations().look(reservation.id());
			return look.known() ? Granted.INSTANCE : reserve(tables, reservation, look.now());
		});
	}

	private ReservationResult reserve(Tables tables, Reservation reservation, long now) throws SQLException {
		List<CounterWindow> windows = windows(reservation.limits().stream().map(BudgetLimit::key).toList(), now);
		Map<CounterWindow, CounterRow> locked = this.rows.lock(tables, windows);
		List<CounterRow> counters = windows.stream().map(locked::get).toList();
		for (int i = 0; i < counters.size(); i++) {
			BudgetLimit limit = reservation.limits().get(i);
			if (!counters.get(i).fits(reservation.amount(), limit.limit())) {
				return tables.reservations().lastStep(reservation.id()).isPresent() ? Granted.INSTANCE
						: new Refused(limit, counters.get(i).usage());
			}
		}
		if (tables.reservations()
			.insert(new ReservationRow(reservation.id(), reservation.amount(), ids(counters), State.HELD,
					now + this.ttl, tables.step()))) {
			tables.counters().hold(counters, reservation.amount());
		}
		return Granted.INSTANCE;
	}

	@Override
	public List<SpendChange> settle(String reservationId, long cost) {
		Assert.isTrue(cost >= 0, "a cost must not be negative");
		return this.steps.run("settle", (tables, uncertain) -> {
			ReservationTable.Found found = tables.reservations().lock(reservationId).orElse(null);
			if (found == null) {
				return List.of();
			}
			ReservationRow row = found.row();
			if (row.state() == State.ENDED) {
				return (uncertain != null && row.step() == tables.step()) ? uncertain : List.of();
			}
			boolean charged = row.state() == State.CHARGED;
			List<SpendChange> changes = charge(tables, tables.counters().lock(row.counters()),
					charged ? Math.max(0, cost - row.amount()) : cost, charged ? 0 : row.amount());
			end(tables, found);
			return changes;
		});
	}

	private static List<SpendChange> charge(Tables tables, List<CounterRow> locked, long cost, long amount)
			throws SQLException {
		tables.counters().charge(locked, cost, amount);
		return (cost > 0) ? locked.stream().map((row) -> row.charged(cost)).toList() : List.of();
	}

	private void end(Tables tables, ReservationTable.Found found) throws SQLException {
		tables.reservations().end(List.of(found.row()), State.ENDED, found.now() + this.ttl, tables.step());
	}

	@Override
	public void release(String reservationId) {
		this.steps.run("release", (tables, uncertain) -> {
			ReservationTable.Found found = tables.reservations().lock(reservationId).orElse(null);
			if (found == null || found.row().state() != State.HELD) {
				return false;
			}
			ReservationRow row = found.row();
			tables.counters().charge(tables.counters().lock(row.counters()), 0, row.amount());
			end(tables, found);
			return true;
		});
	}

	@Override
	public List<SpendChange> charge(String id, long cost, Collection<BudgetKey> keys) {
		Assert.isTrue(cost >= 0, "a cost must not be negative");
		return this.steps.run("charge", (tables, uncertain) -> {
			ReservationTable.Look look = tables.reservations().look(id);
			if (look.known()) {
				return (uncertain != null && isOwn(tables, id)) ? uncertain : List.of();
			}
			Map<CounterWindow, CounterRow> locked = this.rows.lock(tables,
					windows(new LinkedHashSet<>(keys), look.now()));
			List<CounterRow> counters = List.copyOf(locked.values());
			ReservationRow row = new ReservationRow(id, cost, ids(counters), State.ENDED,
					look.now() + Math.max(this.ttl, DAY), tables.step());
			return tables.reservations().insert(row) ? charge(tables, counters, cost, 0) : List.of();
		});
	}

	private static boolean isOwn(Tables tables, String id) throws SQLException {
		return tables.reservations().lastStep(id).filter((step) -> step == tables.step()).isPresent();
	}

	@Override
	public List<SpendChange> chargeExpired() {
		forget();
		List<SpendChange> changes = new ArrayList<>();
		for (;;) {
			Expiry expiry = charge(changes);
			if (expiry == null || expiry.ids().isEmpty()) {
				return changes;
			}
			changes.addAll(expiry.changes());
		}
	}

	/** What was charged is told even if the database goes away before all is. */
	private @Nullable Expiry charge(List<SpendChange> before) {
		try {
			return this.steps.run("charge expired reservations",
					(tables, uncertain) -> Expiry.charge(tables, this.ttl, uncertain));
		}
		catch (LedgerUnavailableException ex) {
			if (before.isEmpty()) {
				throw ex;
			}
			return null;
		}
	}

	private void forget() {
		for (State state : List.of(State.ENDED, State.CHARGED)) {
			while (forget(state) == ReservationTable.MOST_DUE) {
				// There may be more.
			}
		}
		this.steps.run("forget ended windows",
				(tables, uncertain) -> tables.counters().purge(tables.now() - Math.max(KEPT, this.ttl)));
	}

	private int forget(State state) {
		return this.steps.run("forget ended reservations", (tables, uncertain) -> {
			long now = tables.now();
			List<String> due = tables.reservations().due(state, now);
			if (!due.isEmpty()) {
				tables.reservations().delete(due, now);
			}
			return due.size();
		});
	}

	@Override
	public List<BudgetUsage> usage(Collection<BudgetKey> keys) {
		return this.steps.run("read counters", (tables, uncertain) -> {
			List<CounterWindow> windows = windows(keys, tables.now());
			Map<CounterWindow, CounterRow> present = CounterRows.byWindow(tables.counters().find(windows));
			return windows.stream().map((window) -> usage(window, present.get(window))).toList();
		});
	}

	private BudgetUsage usage(CounterWindow window, @Nullable CounterRow row) {
		return (row != null) ? row.usage() : new BudgetUsage(window.key(), 0, 0, window.end(this.zone));
	}

	@Override
	public void reset(Collection<BudgetScope> scopes) {
		Set<String> names = scopes.stream().map(BudgetScope::name).collect(Collectors.toSet());
		this.steps.run("reset", (tables, uncertain) -> {
			long now = tables.now();
			List<Long> ids = new ArrayList<>();
			for (BudgetWindow window : BudgetWindow.values()) {
				long start = CounterWindow.at(new BudgetKey(BudgetScope.GLOBAL, window), now, this.zone).start();
				ids.addAll(tables.counters().spending(window, start, names));
			}
			tables.counters().reset(tables.counters().lock(ids));
			return true;
		});
	}

	private List<CounterWindow> windows(Collection<BudgetKey> keys, long now) {
		return keys.stream().map((key) -> CounterWindow.at(key, now, this.zone)).toList();
	}

	private static List<Long> ids(Collection<CounterRow> counters) {
		return counters.stream().map(CounterRow::id).toList();
	}

}
