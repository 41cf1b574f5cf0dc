package org.menura.world.service.airline;

import static org.menura.world.service.python.PythonContainers.contains;
import static org.menura.world.service.python.PythonContainers.get;
import static org.menura.world.service.python.PythonContainers.iterate;
import static org.menura.world.service.python.PythonContainers.length;
import static org.menura.world.service.python.PythonContainers.set;
import static org.menura.world.service.python.PythonOperators.binary;
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
import org.menura.world.service.store.ServiceTools;
import org.menura.world.service.store.Tables;
import org.menura.world.service.store.ToolTable.Arguments;

/** Books reservations. */
final class Booking {
    static final List<String> PARAMETERS = List.of(
            "user_id",
            "origin",
            "destination",
            "flight_type",
            "cabin",
            "flights",
            "passengers",
            "payment_methods",
            "total_baggages",
            "nonfree_baggages",
            "insurance");

    private static final List<String> IDS = List.of("HATHAT", "HATHAU", "HATHAV");

    private final Map<String, @Nullable Object> reservations;
    private final Map<String, @Nullable Object> users;
    private final FlightSearch flights;

    Booking(Tables tables, FlightSearch flights) {
        reservations = tables.table("reservations");
        users = tables.table("users");
        this.flights = flights;
    }

    @Nullable
    Object book(Arguments a) {
        Object user = ServiceTools.row(users, a.get("user_id"), "user");
        Object payments = a.get("payment_methods");
        Map<String, @Nullable Object> reservation = reservation(a);
        Object total = total(a, reservation);
        Object methods = null;
        for (Object payment : iterate(payments)) {
            methods = get(user, "payment_methods");
            check(payment, methods);
        }
        Object paid = PythonOperators.sum(amounts(payments));
        if (!equal(paid, total)) {
            throw new PythonError("payment amount does not add up, total price is %s, but paid %s"
                    .formatted(Python.str(total), Python.str(paid)));
        }
        for (Object payment : iterate(payments)) {
            pay(payment, get(user, "payment_methods"));
        }
        reservations.put((String) reservation.get("reservation_id"), reservation);
        List<@Nullable Object> id = new ArrayList<>();
        id.add(reservation.get("reservation_id"));
        PythonContainers.append(get(user, "reservations"), "append", id);
        return reservation;
    }

    private Map<String, @Nullable Object> reservation(Arguments a) {
        String id = IDS.stream()
                .filter(i -> !reservations.containsKey(i))
                .findFirst()
                .orElse(IDS.getLast());
        Map<String, @Nullable Object> reservation = new LinkedHashMap<>();
        reservation.put("reservation_id", id);
        for (String field : PARAMETERS.subList(0, 7)) {
            reservation.put(field, a.get(field));
        }
        reservation.put("payment_history", a.get("payment_methods"));
        reservation.put("created_at", "2024-05-15T15:00:00");
        for (String field : PARAMETERS.subList(8, 11)) {
            reservation.put(field, a.get(field));
        }
        return reservation;
    }

    private Object total(Arguments a, Map<String, @Nullable Object> reservation) {
        Object passengers = a.get("passengers");
        Object total = 0L;
        for (Object flight : iterate(reservation.get("flights"))) {
            Object price = flights.fill(flight, a.get("cabin"), () -> length(passengers));
            total = binary("+=", total, binary("*", price, length(passengers)));
        }
        if (equal(a.get("insurance"), "yes")) {
            total = binary("+=", total, 30 * length(passengers));
        }
        return binary("+=", total, binary("*", 50L, a.get("nonfree_baggages")));
    }

    private static void check(@Nullable Object payment, @Nullable Object methods) {
        Object id = get(payment, "payment_id");
        Object amount = get(payment, "amount");
        if (!contains(methods, id)) {
            throw new PythonError("payment method %s not found".formatted(Python.str(id)));
        }
        Object method = get(methods, id);
        if (contains(List.of("gift_card", "certificate"), get(method, "source"))
                && less("<", get(method, "amount"), amount)) {
            throw new PythonError("not enough balance in payment method " + Python.str(id));
        }
    }

    private static List<@Nullable Object> amounts(@Nullable Object payments) {
        List<@Nullable Object> amounts = new ArrayList<>();
        for (Object payment : iterate(payments)) {
            amounts.add(get(payment, "amount"));
        }
        return amounts;
    }

    private static void pay(@Nullable Object payment, @Nullable Object methods) {
        Object id = get(payment, "payment_id");
        Object amount = get(payment, "amount");
        Object method = get(methods, id);
        if (equal(get(method, "source"), "gift_card")) {
            set(method, "amount", binary("-=", get(method, "amount"), amount));
        } else if (equal(get(method, "source"), "certificate") && methods instanceof Map<?, ?> map) {
            map.remove(id);
        }
    }
}
