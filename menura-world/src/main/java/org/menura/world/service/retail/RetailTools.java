package org.menura.world.service.retail;

import static org.menura.world.service.python.PythonContainers.contains;
import static org.menura.world.service.python.PythonContainers.get;
import static org.menura.world.service.python.PythonOperators.equal;
import static org.menura.world.service.python.PythonOperators.lower;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.menura.chat.tool.ToolDefinition;
import org.menura.format.python.PythonText;
import org.menura.world.service.python.Calculator;
import org.menura.world.service.python.PythonError;
import org.menura.world.service.store.Definitions;
import org.menura.world.service.store.Digests;
import org.menura.world.service.store.Observation;
import org.menura.world.service.store.Tables;
import org.menura.world.service.store.ToolTable;
import org.menura.world.service.store.ToolTable.Arguments;
import org.menura.world.service.store.Toolset;

/**
 * The sixteen tools of τ-bench's retail shop (Yao et al., 2024) over the tables {@code orders}, {@code products} and
 * {@code users}, with its observations and error messages.
 */
public final class RetailTools implements Toolset {
    /** Tables that no tool changes. */
    public static final java.util.Set<String> FIXED = java.util.Set.of("products");

    private static final String TRANSFER = "transfer_to_human_agents";
    private static final List<String> ITEMS = List.of("order_id", "item_ids", "new_item_ids", "payment_method_id");

    private final Tables tables;
    private final Map<String, @Nullable Object> orders;
    private final Map<String, @Nullable Object> products;
    private final Map<String, @Nullable Object> users;
    private final ToolTable tools = new ToolTable();

    /** Creates the tools on a database, which they change. */
    public RetailTools(Tables tables) {
        this.tables = tables;
        orders = tables.table("orders");
        products = tables.table("products");
        users = tables.table("users");
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
        add("calculate", "Calculate", false, List.of("expression"), RetailTools::calculate);
        add("find_user_id_by_email", "FindUserIdByEmail", false, List.of("email"), this::byEmail);
        add(
                "find_user_id_by_name_zip",
                "FindUserIdByNameZip",
                false,
                List.of("first_name", "last_name", "zip"),
                this::byName);
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

    private void add(String tool, String type, boolean changing, List<String> parameters, ToolTable.Body body) {
        tools.add(tool, type + ".invoke", changing, parameters, body);
    }

    static List<String> addressOf(String key) {
        return java.util.stream.Stream.concat(java.util.stream.Stream.of(key), Items.ADDRESS.stream())
                .toList();
    }

    @Override
    public List<ToolDefinition> definitions() {
        return Definitions.resource(RetailTools.class, "retail-tools.json");
    }

    @Override
    public Observation call(String tool, Map<String, @Nullable Object> arguments) {
        return tools.callOf("tau_bench.envs.retail.tools", tool, arguments);
    }

    @Override
    public boolean changes(String tool) {
        return tools.changes(tool);
    }

    @Override
    public boolean ends(String tool) {
        return tool.equals(TRANSFER);
    }

    @Override
    public Tables tables() {
        return tables;
    }

    @Override
    public String digest() {
        return Digests.ofTuples(tables.asDict());
    }

    /** Returns a row of a table; that it is missing is an error of the tool. */
    static @Nullable Object row(Map<String, @Nullable Object> table, @Nullable Object key, String what) {
        if (!contains(table, key)) {
            throw new PythonError(what + " not found");
        }
        return get(table, key);
    }

    /** Returns the ids of products by their names, in the order of the names. */
    static Map<String, @Nullable Object> productTypes(Map<String, @Nullable Object> products) {
        Map<String, @Nullable Object> types = new TreeMap<>(PythonText::compare);
        products.values()
                .forEach(product -> types.put(String.valueOf(get(product, "name")), get(product, "product_id")));
        return types;
    }

    private static String calculate(Arguments a) {
        if (!Calculator.isClean(a.get("expression"))) {
            throw new PythonError("invalid characters in expression");
        }
        return Calculator.evaluate(a.get("expression"));
    }

    private String byEmail(Arguments a) {
        for (Map.Entry<String, @Nullable Object> user : users.entrySet()) {
            if (lower(get(user.getValue(), "email")).equals(lower(a.get("email")))) {
                return user.getKey();
            }
        }
        throw new PythonError("user not found");
    }

    private String byName(Arguments a) {
        for (Map.Entry<String, @Nullable Object> user : users.entrySet()) {
            Object name = get(user.getValue(), "name");
            if (lower(get(name, "first_name")).equals(lower(a.get("first_name")))
                    && lower(get(name, "last_name")).equals(lower(a.get("last_name")))
                    && equal(get(get(user.getValue(), "address"), "zip"), a.get("zip"))) {
                return user.getKey();
            }
        }
        throw new PythonError("user not found");
    }
}
