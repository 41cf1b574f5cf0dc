package org.menura.world.service.retail;

import static org.menura.world.service.python.PythonContainers.get;
import static org.menura.world.service.python.PythonContainers.iterate;
import static org.menura.world.service.python.PythonOperators.equal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.menura.world.service.python.PythonContainers;
import org.menura.world.service.python.PythonError;
import org.menura.world.service.python.PythonOperators;
import org.menura.world.service.store.ToolTable.Arguments;

/** Items of an order, as both versions of the shop look at them. */
final class Items {
    static final List<String> ADDRESS = List.of("address1", "address2", "city", "state", "country", "zip");

    private Items() {}

    /** Finds an item of an order that is asked for more often than it is there. */
    static Optional<Missing> missing(@Nullable Object order, @Nullable Object itemIds) {
        List<@Nullable Object> all = new ArrayList<>();
        for (Object item : iterate(get(order, "items"))) {
            all.add(get(item, "item_id"));
        }
        for (Object id : iterate(itemIds)) {
            if (PythonContainers.count(itemIds, id) > PythonContainers.count(all, id)) {
                return Optional.of(new Missing(id));
            }
        }
        return Optional.empty();
    }

    /** An item id, which may be None. */
    record Missing(@Nullable Object id) {}

    /** Returns the first item of an order with an id, or null. */
    static @Nullable Object first(@Nullable Object order, @Nullable Object id) {
        Object found = null;
        for (Object item : iterate(get(order, "items"))) {
            if (equal(get(item, "item_id"), id) && found == null) {
                found = item;
            }
        }
        return found;
    }

    /** Adds an entry to the history of payments. */
    static Map<String, @Nullable Object> payment(String type, @Nullable Object amount, @Nullable Object method) {
        Map<String, @Nullable Object> payment = new LinkedHashMap<>();
        payment.put("transaction_type", type);
        payment.put("amount", amount);
        payment.put("payment_method_id", method);
        return payment;
    }

    /** Extends the history of payments of an order. */
    static void extend(@Nullable Object order, List<? extends @Nullable Object> payments) {
        PythonContainers.append(get(order, "payment_history"), "extend", payments);
    }

    /** Takes the fields of an address out of the arguments of a call. */
    static Map<String, @Nullable Object> address(Arguments a, List<String> fields) {
        Map<String, @Nullable Object> address = new LinkedHashMap<>();
        fields.forEach(field -> address.put(field, a.get(field)));
        return address;
    }

    /** Adds to a balance, or takes from it, and rounds it to cents. */
    static void charge(@Nullable Object method, String op, @Nullable Object amount) {
        Object balance = PythonOperators.binary(op, get(method, "balance"), amount);
        PythonContainers.set(method, "balance", balance);
        PythonContainers.set(method, "balance", PythonOperators.round(balance, 2));
    }

    static void refuseIf(boolean refused, String message) {
        if (refused) {
            throw new PythonError(message);
        }
    }
}
