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
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.menura.format.python.Python;
import org.menura.world.service.python.PythonContainers;
import org.menura.world.service.python.PythonError;
import org.menura.world.service.python.PythonOperators;
import org.menura.world.service.store.ServiceTools;
import org.menura.world.service.store.Tables;
import org.menura.world.service.store.ToolTable.Arguments;

/**
 * Changes of orders and addresses in τ²-bench's shop. As in the original, a change of several items gives all of them price and
 * options of the last new one.
 */
final class VerifiedOrderChanges {
    private final Map<String, @Nullable Object> orders;
    private final Map<String, @Nullable Object> products;
    private final Map<String, @Nullable Object> users;

    VerifiedOrderChanges(Tables tables) {
        orders = tables.table("orders");
        products = tables.table("products");
        users = tables.table("users");
    }

    private Object order(Arguments a) {
        return row(orders, a.get("order_id"), "Order");
    }

    private Object order(Arguments a, String status, String refusal) {
        Object order = order(a);
        refuseIf(!equal(get(order, "status"), status), refusal);
        return order;
    }

    private Object method(@Nullable Object userId, @Nullable Object id) {
        Object user = row(users, userId, "User");
        Object methods = get(user, "payment_methods");
        refuseIf(!contains(methods, id), "Payment method not found");
        return java.util.Objects.requireNonNull(get(methods, id));
    }

    private static boolean isGiftCard(Object method) {
        return equal(get(method, "source"), "gift_card");
    }

    private static boolean isTooSmall(Object method, @Nullable Object amount) {
        return isGiftCard(method) && less("<", get(method, "balance"), amount);
    }

    private Object variant(@Nullable Object productId, @Nullable Object id) {
        Object product = row(products, productId, "Product");
        refuseIf(!contains(get(product, "variants"), id), "Variant not found");
        return java.util.Objects.requireNonNull(get(get(product, "variants"), id));
    }

    @Nullable
    Object cancel(Arguments a) {
        Object order = order(a, "pending", "Non-pending order cannot be cancelled");
        PythonContainers.hash(a.get("reason"));
        refuseIf(!contains(List.of("no longer needed", "ordered by mistake"), a.get("reason")), "Invalid reason");
        List<@Nullable Object> refunds = new ArrayList<>();
        for (Object payment : iterate(get(order, "payment_history"))) {
            Object id = get(payment, "payment_method_id");
            refunds.add(Items.payment("refund", get(payment, "amount"), id));
            Object method = method(get(order, "user_id"), id);
            if (isGiftCard(method)) {
                Items.charge(method, "+=", get(payment, "amount"));
            }
        }
        set(order, "status", "cancelled");
        set(order, "cancel_reason", a.get("reason"));
        Items.extend(order, refunds);
        return order;
    }

    /** What new items cost more, and the last of their variants. */
    private record Difference(Object amount, @Nullable Object last) {}

    private Difference difference(Object order, Arguments a, boolean modifying) {
        Object items = a.get("item_ids");
        Items.missing(order, items).ifPresent(missing -> {
            String id = Python.str(missing.id());
            throw new PythonError(modifying ? id + " not found" : "Number of " + id + " not found.");
        });
        refuseIf(
                length(items) != length(a.get("new_item_ids")),
                "The number of items to be exchanged should match" + (modifying ? "" : "."));
        Object sum = 0L;
        Object variant = null;
        List<@Nullable Object> old = iterate(items);
        List<@Nullable Object> fresh = iterate(a.get("new_item_ids"));
        for (int i = 0; i < old.size(); i++) {
            Object id = fresh.get(i);
            refuseIf(modifying && equal(old.get(i), id), "The new item id should be different from the old item id");
            Object item = item(order, old.get(i));
            variant = variant(get(item, "product_id"), id);
            refuseIf(
                    !Python.truth(get(variant, "available")), "New item " + Python.str(id) + " not found or available");
            sum = binary("+=", sum, binary("-", get(variant, "price"), get(item, "price")));
        }
        return new Difference(sum, variant);
    }

    private static Object item(Object order, @Nullable Object id) {
        Object item = Items.first(order, id);
        if (item == null) {
            throw new PythonError("Item " + Python.str(id) + " not found");
        }
        return item;
    }

    @Nullable
    Object exchange(Arguments a) {
        Object order = order(a, "delivered", "Non-delivered order cannot be exchanged");
        Object difference = PythonOperators.round(difference(order, a, false).amount, 2);
        Object method = method(get(order, "user_id"), a.get("payment_method_id"));
        refuseIf(isTooSmall(method, difference), "Insufficient gift card balance to pay for the price difference");
        set(order, "status", "exchange requested");
        set(order, "exchange_items", PythonContainers.sorted(a.get("item_ids")));
        set(order, "exchange_new_items", PythonContainers.sorted(a.get("new_item_ids")));
        set(order, "exchange_payment_method_id", a.get("payment_method_id"));
        set(order, "exchange_price_difference", difference);
        return order;
    }

    @Nullable
    Object items(Arguments a) {
        Object order = order(a, "pending", "Non-pending order cannot be modified");
        Difference difference = difference(order, a, true);
        Object amount = difference.amount;
        Object method = method(get(order, "user_id"), a.get("payment_method_id"));
        refuseIf(isTooSmall(method, amount), "Insufficient gift card balance to pay for the new item");
        Items.extend(
                order,
                List.of(Items.payment(
                        less(">", amount, 0L) ? "payment" : "refund",
                        ShopTables.real(PythonOperators.abs(amount)),
                        a.get("payment_method_id"))));
        if (isGiftCard(method)) {
            Items.charge(method, "-=", amount);
        }
        List<@Nullable Object> old = iterate(a.get("item_ids"));
        List<@Nullable Object> fresh = iterate(a.get("new_item_ids"));
        for (int i = 0; i < old.size(); i++) {
            Object item = item(order, old.get(i));
            set(item, "item_id", fresh.get(i));
            set(item, "price", get(difference.last, "price"));
            set(item, "options", get(difference.last, "options"));
        }
        set(order, "status", "pending (item modified)");
        return order;
    }

    @Nullable
    Object address(Arguments a) {
        Object order = order(a);
        refuseIf(!contains(get(order, "status"), "pending"), "Non-pending order cannot be modified");
        set(order, "address", ShopTables.address(a));
        return order;
    }

    @Nullable
    Object userAddress(Arguments a) {
        Object user = row(users, a.get("user_id"), "User");
        set(user, "address", ShopTables.address(a));
        return user;
    }

    @Nullable
    Object payment(Arguments a) {
        Object order = order(a);
        refuseIf(!contains(get(order, "status"), "pending"), "Non-pending order cannot be modified");
        Object id = a.get("payment_method_id");
        Object method = method(get(order, "user_id"), id);
        Object history = get(order, "payment_history");
        refuseIf(
                length(history) != 1 || !equal(get(get(history, 0L), "transaction_type"), "payment"),
                "There should be exactly one payment for a pending order");
        Object before = get(get(history, 0L), "payment_method_id");
        refuseIf(equal(before, id), "The new payment method should be different from the current one");
        Object amount = get(get(history, 0L), "amount");
        refuseIf(isTooSmall(method, amount), "Insufficient gift card balance to pay for the order");
        Items.extend(order, List.of(Items.payment("payment", amount, id), Items.payment("refund", amount, before)));
        if (isGiftCard(method)) {
            Items.charge(method, "-=", amount);
        }
        Object old = method(get(order, "user_id"), before);
        if (isGiftCard(old)) {
            Items.charge(old, "+=", amount);
        }
        return order;
    }

    @Nullable
    Object giveBack(Arguments a) {
        Object order = order(a, "delivered", "Non-delivered order cannot be returned");
        Object id = a.get("payment_method_id");
        Object method = method(get(order, "user_id"), id);
        refuseIf(
                !isGiftCard(method) && !equal(id, get(get(get(order, "payment_history"), 0L), "payment_method_id")),
                "Payment method should be the original payment method");
        refuseIf(Items.missing(order, a.get("item_ids")).isPresent(), "Some item not found");
        set(order, "status", "return requested");
        set(order, "return_items", PythonContainers.sorted(a.get("item_ids")));
        set(order, "return_payment_method_id", id);
        return order;
    }

    private static Object row(Map<String, @Nullable Object> table, @Nullable Object key, String what) {
        return Objects.requireNonNull(ServiceTools.row(table, key, what));
    }
}
