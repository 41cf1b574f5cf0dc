package org.menura.world.service.airline;

import static org.menura.world.service.python.PythonContainers.contains;
import static org.menura.world.service.python.PythonContainers.get;
import static org.menura.world.service.python.PythonContainers.set;
import static org.menura.world.service.python.PythonOperators.equal;
import static org.menura.world.service.python.PythonOperators.less;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.format.python.Python;
import org.menura.world.service.python.PythonContainers;
import org.menura.world.service.python.PythonError;
import org.menura.world.service.python.PythonOperators;
import org.menura.world.service.store.ToolTable.Arguments;

/** Finds flights, with prices and seats of a day. */
final class FlightSearch {
    private static final String DEPARTURE = "scheduled_departure_time_est";
    private static final String ARRIVAL = "scheduled_arrival_time_est";

    private final Map<String, @Nullable Object> flights;

    FlightSearch(Map<String, @Nullable Object> flights) {
        this.flights = flights;
    }

    /** Lists direct flights of a day that can be booked. */
    Object direct(Arguments a) {
        List<@Nullable Object> found = new ArrayList<>();
        Object date = a.get("date");
        for (Object flight : flights.values()) {
            if (equal(get(flight, "origin"), a.get("origin"))
                    && equal(get(flight, "destination"), a.get("destination"))
                    && contains(get(flight, "dates"), date)
                    && isAvailable(flight, date)) {
                found.add(onDay(flight, date));
            }
        }
        return found;
    }

    /** Lists pairs of flights with a change; the second one's seats and prices are those of the first day, as in the original. */
    Object oneStop(Arguments a) {
        List<@Nullable Object> found = new ArrayList<>();
        Object date = a.get("date");
        for (Object first : flights.values()) {
            if (!equal(get(first, "origin"), a.get("origin"))) {
                continue;
            }
            for (Object second : flights.values()) {
                if (equal(get(second, "destination"), a.get("destination"))
                        && equal(get(first, "destination"), get(second, "origin"))) {
                    pair(first, second, date, found);
                }
            }
        }
        return found;
    }

    private static void pair(
            @Nullable Object first, @Nullable Object second, @Nullable Object date, List<@Nullable Object> found) {
        Object arrival = get(first, ARRIVAL);
        Object next = contains(arrival, "+1") ? nextDay(date) : date;
        if (less(">", arrival, get(second, DEPARTURE))
                || !contains(get(first, "dates"), date)
                || !contains(get(second, "dates"), next)
                || !isAvailable(first, date)
                || !isAvailable(second, next)) {
            return;
        }
        Object from = onDay(first, date);
        set(from, "date", date);
        Object to = onDay(second, date);
        set(to, "date", next);
        found.add(new ArrayList<>(List.of(from, to)));
    }

    private static boolean isAvailable(@Nullable Object flight, @Nullable Object date) {
        return equal(get(get(get(flight, "dates"), date), "status"), "available");
    }

    private static Object onDay(@Nullable Object flight, @Nullable Object date) {
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        for (Object field : PythonContainers.iterate(flight)) {
            if (!equal(field, "dates")) {
                all.put(String.valueOf(field), get(flight, field));
            }
        }
        Object day = get(get(flight, "dates"), date);
        for (Object field : PythonContainers.iterate(day)) {
            all.put(String.valueOf(field), get(day, field));
        }
        return all;
    }

    /** Computes the day after a date in May 2024, of which only the last two characters are looked at. */
    private static String nextDay(@Nullable Object date) {
        Object end = PythonContainers.lastTwo(date);
        return "2024-05-" + Python.str(PythonOperators.binary("+", PythonOperators.toInt(end), 1L));
    }

    /**
     * Books a seat's price, origin and destination into a flight of a reservation.
     *
     * @return the price of a seat
     * @throws PythonError if it can't be booked
     */
    @Nullable
    Object fill(@Nullable Object flight, @Nullable Object cabin, java.util.function.LongSupplier passengers) {
        Object number = get(flight, "flight_number");
        if (!contains(flights, number)) {
            throw new PythonError("flight %s not found".formatted(Python.str(number)));
        }
        Object data = get(flights, number);
        Object date = get(flight, "date");
        if (!contains(get(data, "dates"), date)) {
            throw new PythonError("flight %s not found on date %s".formatted(Python.str(number), Python.str(date)));
        }
        Object day = get(get(data, "dates"), date);
        if (!equal(get(day, "status"), "available")) {
            throw new PythonError("flight %s not available on date %s".formatted(Python.str(number), Python.str(date)));
        }
        if (less("<", get(get(day, "available_seats"), cabin), passengers.getAsLong())) {
            throw new PythonError("not enough seats on flight " + Python.str(number));
        }
        set(flight, "price", get(get(day, "prices"), cabin));
        set(flight, "origin", get(data, "origin"));
        set(flight, "destination", get(data, "destination"));
        return get(flight, "price");
    }
}
