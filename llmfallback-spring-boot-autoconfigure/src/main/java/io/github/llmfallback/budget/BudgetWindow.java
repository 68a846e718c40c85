package io.github.llmfallback.budget;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/**
 * How long a budget lasts. Windows are calendar days and months of a time zone: a day on
 * which clocks change has 23 or 25 hours.
 */
public enum BudgetWindow {

	/** From midnight to midnight. */
	DAILY {

		@Override
		LocalDate firstDay(LocalDate day) {
			return day;
		}

		@Override
		LocalDate nextFirstDay(LocalDate firstDay) {
			return firstDay.plusDays(1);
		}

	},

	/** From the first of a month to the first of the next. */
	MONTHLY {

		@Override
		LocalDate firstDay(LocalDate day) {
			return day.withDayOfMonth(1);
		}

		@Override
		LocalDate nextFirstDay(LocalDate firstDay) {
			return firstDay.plusMonths(1);
		}

	};

	abstract LocalDate firstDay(LocalDate day);

	abstract LocalDate nextFirstDay(LocalDate firstDay);

	/**
	 * When the window around a moment began.
	 * @param moment the moment
	 * @param zone where days begin
	 * @return the first moment of the window, not after the given one
	 */
	public Instant startOf(Instant moment, ZoneId zone) {
		return firstDay(moment.atZone(zone).toLocalDate()).atStartOfDay(zone).toInstant();
	}

	/**
	 * When the window around a moment ends.
	 * @param moment the moment
	 * @param zone where days begin
	 * @return the first moment of the next window, after the given one
	 */
	public Instant endOf(Instant moment, ZoneId zone) {
		return nextFirstDay(firstDay(moment.atZone(zone).toLocalDate())).atStartOfDay(zone).toInstant();
	}

}
