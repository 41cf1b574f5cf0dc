package org.menura.world.service.retail;

import static org.menura.world.service.python.PythonContainers.contains;
import static org.menura.world.service.python.PythonContainers.get;
import static org.menura.world.service.python.PythonContainers.iterate;
import static org.menura.world.service.python.PythonContainers.length;
import static org.menura.world.service.python.PythonContainers.set;
import static org.menura.world.service.python.PythonOperators.binary;
import static org.menura.world.service.python.PythonOperators.equal;
import static org.menura.world.service.python.PythonOperators.less;
import static org.menura.world.service.retail.Items.refuseIf;

import java.util.ArrayList;
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

/** Changes of orders and addresses in τ-bench's shop. */
final class OrderChanges {
    private final Map<String, @Nullable Object> orders;
    private final Map<String, @Nullable Object> products;
    private final Map<String, @Nullable Object> users;

    OrderChanges(Tables tables) {
        orders = tables.table("orders");
        products = tables.table("products");
        users = tables.table("users");
    }

    private @Nullable Object order(Arguments a, String status, String refusal) {
        Object order = ServiceTools.row(orders, a.get("order_id"), "order");
        refuseIf(!equal(get(order, "status"), status), "non-%s order cannot be %s".formatted(status, refusal));
        return order;
    }

    private @Nullable Object methods(@Nullable Object order) {
        return get(get(users, get(order, "user_id")), "payment_methods");
    }

    private @Nullable Object method(@Nullable Object order, @Nullable Object id) {
        refuseIf(!contains(methods(order), id), "payment method not found");
        return get(methods(order), id);
    }

    private static boolean isGiftCard(@Nullable Object method) {
        return equal(get(method, "source"), "gift_card");
    }

    @Nullable
    Object cancel(Arguments a) {
        Object order = order(a, "pending", "cancelled");
        refuseIf(!contains(List.of("no longer needed", "ordered by mistake"), a.get("reason")), "invalid reason");
        List<@Nullable Object> refunds = new ArrayList<>();
        for (Object payment : iterate(get(order, "payment_history"))) {
            Object id = get(payment, "payment_method_id");
            refunds.add(Items.payment("refund", get(payment, "amount"), id));
            if (contains(id, "gift_card")) {
                Items.charge(get(methods(order), id), "+=", get(payment, "amount"));
            }
        }
        set(order, "status", "cancelled");
        set(order, "cancel_reason", a.get("reason"));
        Items.extend(order, refunds);
        return order;
    }

    /** Checks the items of a call and adds up what the new ones cost more. */
    private Object difference(@Nullable Object order, Arguments a) {
        Object items = a.get("item_ids");
        Object news = a.get("new_item_ids");
        Items.missing(order, items).ifPresent(missing -> {
            throw new PythonError(Python.str(missing.id()) + " not found");
        });
        refuseIf(length(items) != length(news), "the number of items to be exchanged should match");
        Object sum = 0L;
        List<@Nullable Object> old = iterate(items);
        List<@Nullable Object> fresh = iterate(news);
        for (int i = 0; i < old.size(); i++) {
            Object item = item(order, old.get(i));
            Object id = fresh.get(i);
            Object productId = get(item, "product_id");
            refuseIf(
                    !contains(variants(productId), id) || !Python.truth(get(get(variants(productId), id), "available")),
                    "new item " + Python.str(id) + " not found or available");
            Object before = get(item, "price");
            Object price = get(get(variants(productId), id), "price");
            sum = binary("+=", sum, binary("-", price, before));
        }
        return sum;
    }

    private @Nullable Object variants(@Nullable Object productId) {
        return get(get(products, productId), "variants");
    }

    private static Object item(@Nullable Object order, @Nullable Object id) {
        Object item = Items.first(order, id);
        if (item == null) {
            throw new PythonError("list index out of range");
        }
        return item;
    }

    @Nullable
    Object exchange(Arguments a) {
        Object order = order(a, "delivered", "exchanged");
        Object difference = PythonOperators.round(difference(order, a), 2);
        Object method = method(order, a.get("payment_method_id"));
        refuseIf(
                isGiftCard(method) && less("<", get(method, "balance"), difference),
                "insufficient gift card balance to pay for the price difference");
        set(order, "status", "exchange requested");
        set(order, "exchange_items", PythonContainers.sorted(a.get("item_ids")));
        set(order, "exchange_new_items", PythonContainers.sorted(a.get("new_item_ids")));
        set(order, "exchange_payment_method_id", a.get("payment_method_id"));
        set(order, "exchange_price_difference", difference);
        return order;
    }

    @Nullable
    Object items(Arguments a) {
        Object order = order(a, "pending", "modified");
        Object difference = difference(order, a);
        Object method = method(order, a.get("payment_method_id"));
        refuseIf(
                isGiftCard(method) && less("<", get(method, "balance"), difference),
                "insufficient gift card balance to pay for the new item");
        Items.extend(
                order,
                List.of(Items.payment(
                        less(">", difference, 0L) ? "payment" : "refund",
                        PythonOperators.abs(difference),
                        a.get("payment_method_id"))));
        if (isGiftCard(method)) {
            Items.charge(method, "-=", difference);
        }
        List<@Nullable Object> old = iterate(a.get("item_ids"));
        List<@Nullable Object> fresh = iterate(a.get("new_item_ids"));
        for (int i = 0; i < old.size(); i++) {
            Object item = item(order, old.get(i));
            set(item, "item_id", fresh.get(i));
            for (String field : List.of("price", "options")) {
                set(item, field, get(get(variants(get(item, "product_id")), fresh.get(i)), field));
            }
        }
        set(order, "status", "pending (item modified)");
        return order;
    }

    @Nullable
    Object address(Arguments a) {
        Object order = order(a, "pending", "modified");
        set(order, "address", Items.address(a, Items.ADDRESS));
        return order;
    }

    @Nullable
    Object userAddress(Arguments a) {
        Object user = ServiceTools.row(users, a.get("user_id"), "user");
        set(user, "address", Items.address(a, Items.ADDRESS));
        return user;
    }

    @Nullable
    Object payment(Arguments a) {
        Object order = order(a, "pending", "modified");
        Object id = a.get("payment_method_id");
        Object method = method(order, id);
        Object history = get(order, "payment_history");
        refuseIf(
                length(history) > 1 || !equal(get(get(history, 0L), "transaction_type"), "payment"),
                "there should be exactly one payment for a pending order");
        Object before = get(get(history, 0L), "payment_method_id");
        refuseIf(equal(before, id), "the new payment method should be different from the current one");
        Object amount = get(get(history, 0L), "amount");
        refuseIf(
                isGiftCard(method) && less("<", get(method, "balance"), amount),
                "insufficient gift card balance to pay for the order");
        Items.extend(order, List.of(Items.payment("payment", amount, id), Items.payment("refund", amount, before)));
        if (isGiftCard(method)) {
            Items.charge(method, "-=", amount);
        }
        if (contains(before, "gift_card")) {
            Items.charge(get(methods(order), before), "+=", amount);
        }
        return order;
    }

    @Nullable
    Object giveBack(Arguments a) {
        Object order = order(a, "delivered", "returned");
        Object id = a.get("payment_method_id");
        method(order, id);
        refuseIf(
                !contains(id, "gift_card")
                        && !equal(id, get(get(get(order, "payment_history"), 0L), "payment_method_id")),
                "payment method should be either the original payment method or a gift card");
        refuseIf(Items.missing(order, a.get("item_ids")).isPresent(), "some item not found");
        set(order, "status", "return requested");
        set(order, "return_items", PythonContainers.sorted(a.get("item_ids")));
        set(order, "return_payment_method_id", id);
        return order;
    }
}
