package org.menura.world.service.airline;

import static org.menura.world.service.python.PythonContainers.contains;
import static org.menura.world.service.python.PythonContainers.get;
import static org.menura.world.service.python.PythonContainers.set;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.menura.format.python.Python;
import org.menura.world.service.python.PythonContainers;
import org.menura.world.service.python.PythonOperators;
import org.menura.world.service.store.Definitions;
import org.menura.world.service.store.Tables;
import org.menura.world.service.store.TauTools;
import org.menura.world.service.store.ToolTable.Arguments;

/**
 * The fourteen tools of τ-bench's airline (Yao et al., 2024) over the tables {@code flights}, {@code reservations} and
 * {@code users}. Observations, error messages and final rows are those of the original, habits included: seats are not taken,
 * and a cancelled reservation only gets refunds in its history.
 */
public final class AirlineTools extends TauTools {
    /** Tables that no tool changes. */
    public static final Set<String> FIXED = Set.of("flights");

    private final Map<String, @Nullable Object> reservations;
    private final Map<String, @Nullable Object> users;
    private final FlightSearch flights;
    private final ReservationChanges changes;

    /** Creates the tools on a database, which they change. */
    public AirlineTools(Tables tables) {
        super(tables, "tau_bench.envs.airline.tools", Definitions.resource(AirlineTools.class, "airline-tools.json"));
        reservations = tables.table("reservations");
        users = tables.table("users");
        flights = new FlightSearch(tables.table("flights"));
        changes = new ReservationChanges(reservations, users, flights);
        addReading();
        addChanging();
    }

    private void addReading() {
        add("calculate", "Calculate", false, List.of("expression"), TauTools::calculate);
        // The original says "user" of reservations, too.
        add(
                "get_reservation_details",
                "GetReservationDetails",
                false,
                List.of("reservation_id"),
                a -> row(reservations, a.get("reservation_id"), "user"));
        add("get_user_details", "GetUserDetails", false, List.of("user_id"), a -> row(users, a.get("user_id"), "user"));
        add("list_all_airports", "ListAllAirports", false, List.of(), _ -> Airports.CITIES);
        add(
                "search_direct_flight",
                "SearchDirectFlight",
                false,
                List.of("origin", "destination", "date"),
                flights::direct);
        add(
                "search_onestop_flight",
                "SearchOnestopFlight",
                false,
                List.of("origin", "destination", "date"),
                flights::oneStop);
        add("think", "Think", false, List.of("thought"), _ -> "");
        add(TRANSFER, "TransferToHumanAgents", false, List.of("summary"), _ -> "Transfer successful");
    }

    private void addChanging() {
        add(
                "book_reservation",
                "BookReservation",
                true,
                Booking.PARAMETERS,
                a -> new Booking(tables(), flights).book(a));
        add("cancel_reservation", "CancelReservation", true, List.of("reservation_id"), this::cancel);
        add("send_certificate", "SendCertificate", true, List.of("user_id", "amount"), this::sendCertificate);
        add(
                "update_reservation_baggages",
                "UpdateReservationBaggages",
                true,
                List.of("reservation_id", "total_baggages", "nonfree_baggages", "payment_id"),
                changes::baggages);
        add(
                "update_reservation_flights",
                "UpdateReservationFlights",
                true,
                List.of("reservation_id", "cabin", "flights", "payment_id"),
                changes::flights);
        add(
                "update_reservation_passengers",
                "UpdateReservationPassengers",
                true,
                List.of("reservation_id", "passengers"),
                changes::passengers);
    }

    private @Nullable Object cancel(Arguments a) {
        Object reservation = row(reservations, a.get("reservation_id"), "reservation");
        List<@Nullable Object> refunds = new ArrayList<>();
        for (Object payment : PythonContainers.iterate(get(reservation, "payment_history"))) {
            Map<String, @Nullable Object> refund = new LinkedHashMap<>();
            refund.put("payment_id", get(payment, "payment_id"));
            refund.put("amount", PythonOperators.unary("-", get(payment, "amount")));
            refunds.add(refund);
        }
        PythonContainers.append(get(reservation, "payment_history"), "extend", refunds);
        set(reservation, "status", "cancelled");
        return reservation;
    }

    private @Nullable Object sendCertificate(Arguments a) {
        Object userId = a.get("user_id");
        Object methods = get(row(users, userId, "user"), "payment_methods");
        for (int number = 3221322; number <= 3221324; number++) {
            String id = "certificate_" + number;
            if (!contains(methods, id)) {
                Map<String, @Nullable Object> certificate = new LinkedHashMap<>();
                certificate.put("source", "certificate");
                certificate.put("amount", a.get("amount"));
                certificate.put("id", id);
                set(methods, id, certificate);
                return "Certificate %s added to user %s with amount %s."
                        .formatted(id, Python.str(userId), Python.str(a.get("amount")));
            }
        }
        return null;
    }
}
