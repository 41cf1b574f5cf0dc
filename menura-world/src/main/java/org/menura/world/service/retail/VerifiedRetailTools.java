package org.menura.world.service.retail;

import static org.menura.world.service.python.PythonContainers.contains;
import static org.menura.world.service.python.PythonContainers.get;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.chat.tool.ToolDefinition;
import org.menura.format.python.Python;
import org.menura.world.service.python.PythonError;
import org.menura.world.service.store.Digests;
import org.menura.world.service.store.Observation;
import org.menura.world.service.store.ServiceTools;
import org.menura.world.service.store.Tables;
import org.menura.world.service.store.ToolTable;
import org.menura.world.service.store.ToolTable.Arguments;

/**
 * The sixteen tools of τ²-bench's retail shop, version 1.0.1 (Barres et al., 2025), over tables that {@link ShopTables} has
 * brought into their form.
 */
public final class VerifiedRetailTools extends ServiceTools {
    private static final String OWNER = "RetailTools.";
    private static final List<String> ITEMS = List.of("order_id", "item_ids", "new_item_ids", "payment_method_id");

    private final Map<String, @Nullable Object> orders;
    private final Map<String, @Nullable Object> products;
    private final Map<String, @Nullable Object> users;
    private final Customers customers;

    /**
     * Creates the tools on a database, which they change.
     *
     * @param definitions as they are described to a model
     */
    public VerifiedRetailTools(Tables tables, List<ToolDefinition> definitions) {
        super(tables, definitions);
        orders = tables.table("orders");
        products = tables.table("products");
        users = tables.table("users");
        customers = new Customers(users, "User not found");
        addReading();
        VerifiedOrderChanges changes = new VerifiedOrderChanges(tables);
        add("cancel_pending_order", true, List.of("order_id", "reason"), changes::cancel);
        add("exchange_delivered_order_items", true, ITEMS, changes::exchange);
        add("modify_pending_order_address", true, RetailTools.addressOf("order_id"), changes::address);
        add("modify_pending_order_items", true, ITEMS, changes::items);
        add("modify_pending_order_payment", true, List.of("order_id", "payment_method_id"), changes::payment);
        add("modify_user_address", true, RetailTools.addressOf("user_id"), changes::userAddress);
        add(
                "return_delivered_order_items",
                true,
                List.of("order_id", "item_ids", "payment_method_id"),
                changes::giveBack);
    }

    private void addReading() {
        add("calculate", false, List.of("expression"), a -> calculate(a, "Invalid characters in expression"));
        add("find_user_id_by_name_zip", false, List.of("first_name", "last_name", "zip"), customers::byName);
        add("find_user_id_by_email", false, List.of("email"), customers::byEmail);
        add("get_order_details", false, List.of("order_id"), a -> row(orders, a.get("order_id"), "Order"));
        add("get_product_details", false, List.of("product_id"), a -> row(products, a.get("product_id"), "Product"));
        add("get_item_details", false, List.of("item_id"), this::item);
        add("get_user_details", false, List.of("user_id"), a -> row(users, a.get("user_id"), "User"));
        add(
                "list_all_product_types",
                false,
                List.of(),
                _ -> Python.jsonDumps(RetailTools.productTypes(products), true));
        add(TRANSFER, false, List.of("summary"), _ -> "Transfer successful");
    }

    private void add(String tool, boolean changing, List<String> parameters, ToolTable.Body body) {
        tools.add(tool, OWNER + tool, changing, parameters, body);
    }

    /** Calls a tool; some names of arguments get in the way of the original's own functions. */
    @Override
    public Observation call(String tool, Map<String, @Nullable Object> arguments) {
        if (arguments.containsKey("requestor")) {
            return error("tau2.environment.environment.Environment.make_tool_call() got multiple values for keyword"
                    + " argument 'requestor'");
        }
        for (String name : arguments.keySet()) {
            if (name.equals("self") || name.equals("tool_name")) {
                return error("Environment.make_tool_call() got multiple values for argument '" + name + "'");
            }
        }
        return tools.has(tool) ? tools.call(tool, arguments) : error("Tool '" + tool + "' not found.");
    }

    private static Observation error(String message) {
        return new Observation("Error: " + message, true);
    }

    @Override
    public String digest() {
        return Digests.ofJson(tables().asDict());
    }

    private @Nullable Object item(Arguments a) {
        for (Object product : products.values()) {
            Object variants = get(product, "variants");
            if (contains(variants, a.get("item_id"))) {
                return get(variants, a.get("item_id"));
            }
        }
        throw new PythonError("Item not found");
    }
}
