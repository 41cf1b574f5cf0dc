package org.menura.world.service.retail;

import static org.menura.world.service.python.PythonContainers.get;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.menura.format.python.PythonText;
import org.menura.world.service.store.Definitions;
import org.menura.world.service.store.Tables;
import org.menura.world.service.store.TauTools;

/**
 * The sixteen tools of τ-bench's retail shop (Yao et al., 2024) over the tables {@code orders}, {@code products} and
 * {@code users}, with its observations and error messages.
 */
public final class RetailTools extends TauTools {
    /** Tables that no tool changes. */
    public static final java.util.Set<String> FIXED = java.util.Set.of("products");

    private static final List<String> ITEMS = List.of("order_id", "item_ids", "new_item_ids", "payment_method_id");

    private final Map<String, @Nullable Object> orders;
    private final Map<String, @Nullable Object> products;
    private final Map<String, @Nullable Object> users;
    private final Customers customers;

    /** Creates the tools on a database, which they change. */
    public RetailTools(Tables tables) {
        super(tables, "tau_bench.envs.retail.tools", Definitions.resource(RetailTools.class, "retail-tools.json"));
        orders = tables.table("orders");
        products = tables.table("products");
        users = tables.table("users");
        customers = new Customers(users, "user not found");
        addReading();
        OrderChanges changes = new OrderChanges(tables);
        add("cancel_pending_order", "CancelPendingOrder", true, List.of("order_id", "reason"), changes::cancel);
        add("exchange_delivered_order_items", "ExchangeDeliveredOrderItems", true, ITEMS, changes::exchange);
        add("modify_pending_order_address", "ModifyPendingOrderAddress", true, addressOf("order_id"), changes::address);
        add("modify_pending_order_items", "ModifyPendingOrderItems", true, ITEMS, changes::items);
        add(
                "modify_pending_order_payment",
                "ModifyPendingOrderPayment",
                true,
                List.of("order_id", "payment_method_id"),
                changes::payment);
        add("modify_user_address", "ModifyUserAddress", true, addressOf("user_id"), changes::userAddress);
        add(
                "return_delivered_order_items",
                "ReturnDeliveredOrderItems",
                true,
                List.of("order_id", "item_ids", "payment_method_id"),
                changes::giveBack);
    }

    private void addReading() {
        add("calculate", "Calculate", false, List.of("expression"), TauTools::calculate);
        add("find_user_id_by_email", "FindUserIdByEmail", false, List.of("email"), customers::byEmail);
        add(
                "find_user_id_by_name_zip",
                "FindUserIdByNameZip",
                false,
                List.of("first_name", "last_name", "zip"),
                customers::byName);
        add(
                "get_order_details",
                "GetOrderDetails",
                false,
                List.of("order_id"),
                a -> row(orders, a.get("order_id"), "order"));
        add(
                "get_product_details",
                "GetProductDetails",
                false,
                List.of("product_id"),
                a -> row(products, a.get("product_id"), "product"));
        add("get_user_details", "GetUserDetails", false, List.of("user_id"), a -> row(users, a.get("user_id"), "user"));
        add("list_all_product_types", "ListAllProductTypes", false, List.of(), _ -> productTypes(products));
        add("think", "Think", false, List.of("thought"), _ -> "");
        add(TRANSFER, "TransferToHumanAgents", false, List.of("summary"), _ -> "Transfer successful");
    }

    static List<String> addressOf(String key) {
        return java.util.stream.Stream.concat(java.util.stream.Stream.of(key), Items.ADDRESS.stream())
                .toList();
    }

    /** Returns the ids of products by their names, in the order of the names. */
    static Map<String, @Nullable Object> productTypes(Map<String, @Nullable Object> products) {
        Map<String, @Nullable Object> types = new TreeMap<>(PythonText::compare);
        products.values()
                .forEach(product -> types.put(String.valueOf(get(product, "name")), get(product, "product_id")));
        return types;
    }
}
