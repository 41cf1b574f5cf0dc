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
import org.menura.world.service.python.PythonContainers;
import org.menura.world.service.python.PythonError;
import org.menura.world.service.python.PythonOperators;
import org.menura.world.service.store.ServiceTools;
import org.menura.world.service.store.ToolTable.Arguments;

/** Changes bags, flights and passengers of reservations. */
final class ReservationChanges {
    private final Map<String, @Nullable Object> reservations;
    private final Map<String, @Nullable Object> users;
    private final FlightSearch search;

    ReservationChanges(
            Map<String, @Nullable Object> reservations, Map<String, @Nullable Object> users, FlightSearch search) {
        this.reservations = reservations;
        this.users = users;
        this.search = search;
    }

    private @Nullable Object reservation(Arguments a) {
        return ServiceTools.row(reservations, a.get("reservation_id"), "reservation");
    }

    @Nullable
    Object baggages(Arguments a) {
        Object reservation = reservation(a);
        Object more = binary("-", a.get("nonfree_baggages"), get(reservation, "nonfree_baggages"));
        Object price = binary("*", 50L, PythonOperators.notNegative(more));
        Object method = method(reservation, a.get("payment_id"), price);
        set(reservation, "total_baggages", a.get("total_baggages"));
        set(reservation, "nonfree_baggages", a.get("nonfree_baggages"));
        take(method, price);
        record(reservation, a.get("payment_id"), price);
        return reservation;
    }

    @Nullable
    Object flights(Arguments a) {
        Object reservation = reservation(a);
        Object flights = a.get("flights");
        Object cabin = a.get("cabin");
        Object price = 0L;
        for (Object flight : iterate(flights)) {
            Object kept = kept(reservation, flight, cabin);
            if (kept != null) {
                price = binary("+=", price, binary("*", get(kept, "price"), passengers(reservation)));
                for (String field : List.of("price", "origin", "destination")) {
                    set(flight, field, get(kept, field));
                }
            } else {
                Object seat = search.fill(flight, cabin, () -> passengers(reservation));
                price = binary("+=", price, binary("*", seat, passengers(reservation)));
            }
        }
        List<@Nullable Object> before = new ArrayList<>();
        for (Object flight : iterate(get(reservation, "flights"))) {
            before.add(get(flight, "price"));
        }
        price = binary("-=", price, binary("*", PythonOperators.sum(before), passengers(reservation)));
        Object method = method(reservation, a.get("payment_id"), price);
        take(method, price);
        set(reservation, "flights", flights);
        record(reservation, a.get("payment_id"), price);
        return reservation;
    }

    @Nullable
    Object passengers(Arguments a) {
        Object reservation = reservation(a);
        if (length(a.get("passengers")) != passengers(reservation)) {
            throw new PythonError("number of passengers does not match");
        }
        set(reservation, "passengers", a.get("passengers"));
        return reservation;
    }

    private static long passengers(@Nullable Object reservation) {
        return length(get(reservation, "passengers"));
    }

    /** Finds the flight of a reservation that a call keeps: it costs what it did. */
    private static @Nullable Object kept(
            @Nullable Object reservation, @Nullable Object flight, @Nullable Object cabin) {
        Object found = null;
        for (Object old : iterate(get(reservation, "flights"))) {
            if (equal(get(old, "flight_number"), get(flight, "flight_number"))
                    && equal(get(old, "date"), get(flight, "date"))
                    && equal(cabin, get(reservation, "cabin"))
                    && found == null) {
                found = old;
            }
        }
        return found;
    }

    /** Returns the user's payment method, if a change of the reservation can be paid with it. */
    private @Nullable Object method(@Nullable Object reservation, @Nullable Object id, Object price) {
        Object methods = get(get(users, get(reservation, "user_id")), "payment_methods");
        if (!contains(methods, id)) {
            throw new PythonError("payment method not found");
        }
        Object method = get(methods, id);
        if (equal(get(method, "source"), "certificate")) {
            throw new PythonError("certificate cannot be used to update reservation");
        }
        if (equal(get(method, "source"), "gift_card") && less("<", get(method, "amount"), price)) {
            throw new PythonError("gift card balance is not enough");
        }
        return method;
    }

    private static void take(@Nullable Object method, Object price) {
        if (equal(get(method, "source"), "gift_card")) {
            set(method, "amount", binary("-=", get(method, "amount"), price));
        }
    }

    private static void record(@Nullable Object reservation, @Nullable Object id, Object price) {
        if (!equal(price, 0L)) {
            Map<String, @Nullable Object> payment = new LinkedHashMap<>();
            payment.put("payment_id", id);
            payment.put("amount", price);
            List<@Nullable Object> payments = new ArrayList<>();
            payments.add(payment);
            PythonContainers.append(get(reservation, "payment_history"), "append", payments);
        }
    }
}
