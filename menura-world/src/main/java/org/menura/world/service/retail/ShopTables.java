package org.menura.world.service.retail;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.format.python.Python;
import org.menura.world.service.python.PythonError;
import org.menura.world.service.python.PythonOperators;
import org.menura.world.service.retail.RowForm.Field;
import org.menura.world.service.store.Tables;
import org.menura.world.service.store.ToolTable.Arguments;

/** The rows of τ²-bench's shop in the form in which its typed models hold and write them. */
public final class ShopTables {
    private static final List<String> ADDRESS_FIELDS =
            List.of("address1", "address2", "city", "country", "state", "zip");
    private static final RowForm TEXT = new RowForm.Text();
    private static final RowForm REAL = new RowForm.Real();
    private static final RowForm TEXTS = new RowForm.ListOf(TEXT);
    private static final RowForm OPTIONS = new RowForm.DictOf(TEXT);
    private static final RowForm ADDRESS = new RowForm.Row(
            ADDRESS_FIELDS.stream().map(name -> Field.of(name, TEXT)).toList());
    private static final RowForm PRODUCT = new RowForm.Row(List.of(
            Field.of("name", TEXT),
            Field.of("product_id", TEXT),
            Field.of(
                    "variants",
                    new RowForm.DictOf(new RowForm.Row(List.of(
                            Field.of("item_id", TEXT),
                            Field.of("options", OPTIONS),
                            Field.of("available", new RowForm.Flag()),
                            Field.of("price", REAL)))))));
    private static final RowForm METHOD = new RowForm.OneOf(
            "source",
            Map.of(
                    "credit_card",
                    new RowForm.Row(List.of(
                            Field.of("source", TEXT),
                            Field.of("id", TEXT),
                            Field.of("brand", TEXT),
                            Field.of("last_four", TEXT))),
                    "paypal",
                    new RowForm.Row(List.of(Field.of("source", TEXT), Field.of("id", TEXT))),
                    "gift_card",
                    new RowForm.Row(
                            List.of(Field.of("source", TEXT), Field.of("id", TEXT), Field.of("balance", REAL)))));
    private static final RowForm USER = new RowForm.Row(List.of(
            Field.of("user_id", TEXT),
            Field.of("name", new RowForm.Row(List.of(Field.of("first_name", TEXT), Field.of("last_name", TEXT)))),
            Field.of("address", ADDRESS),
            Field.of("email", TEXT),
            Field.of("payment_methods", new RowForm.DictOf(METHOD)),
            Field.of("orders", TEXTS)));
    private static final RowForm ORDER = new RowForm.Row(List.of(
            Field.of("order_id", TEXT),
            Field.of("user_id", TEXT),
            Field.of("address", ADDRESS),
            Field.of(
                    "items",
                    new RowForm.ListOf(new RowForm.Row(List.of(
                            Field.of("name", TEXT),
                            Field.of("product_id", TEXT),
                            Field.of("item_id", TEXT),
                            Field.of("price", REAL),
                            Field.of("options", OPTIONS))))),
            Field.of("status", TEXT),
            Field.of(
                    "fulfillments",
                    new RowForm.ListOf(
                            new RowForm.Row(List.of(Field.of("tracking_id", TEXTS), Field.of("item_ids", TEXTS))))),
            Field.of(
                    "payment_history",
                    new RowForm.ListOf(new RowForm.Row(List.of(
                            Field.of("transaction_type", TEXT),
                            Field.of("amount", REAL),
                            Field.of("payment_method_id", TEXT))))),
            Field.orNull("cancel_reason", TEXT),
            Field.orNull("exchange_items", TEXTS),
            Field.orNull("exchange_new_items", TEXTS),
            Field.orNull("exchange_payment_method_id", TEXT),
            Field.orNull("exchange_price_difference", REAL),
            Field.orNull("return_items", TEXTS),
            Field.orNull("return_payment_method_id", TEXT)));

    private static final int SHOWN = 50;
    private static final String PYDANTIC = "2.14";

    private ShopTables() {}

    /**
     * Brings tables into the form of the models: their fields in their order, null where an optional one is missing, floats for
     * all amounts.
     *
     * @throws org.menura.format.FormatException if a row is not of that form
     */
    public static Tables of(Tables raw) {
        Map<String, Map<String, @Nullable Object>> tables = new LinkedHashMap<>();
        Map.of("orders", ORDER, "products", PRODUCT, "users", USER).forEach((name, form) -> {
            Map<String, @Nullable Object> rows = new LinkedHashMap<>();
            raw.table(name).forEach((key, row) -> rows.put(key, form.read(row, name + ": " + key)));
            tables.put(name, rows);
        });
        return Tables.of(tables);
    }

    /** Converts an amount to a float, as the models do. */
    static Object real(@Nullable Object amount) {
        return PythonOperators.binary("*", amount, 1.0);
    }

    /**
     * Makes an address of the arguments of a call.
     *
     * @throws PythonError with pydantic's message if a field is no text
     */
    static Map<String, @Nullable Object> address(Arguments a) {
        List<String> faults = new ArrayList<>();
        for (String name : ADDRESS_FIELDS) {
            Object value = a.get(name);
            if (!(value instanceof String)) {
                faults.add(("%s\n  Input should be a valid string [type=string_type, input_value=%s, input_type=%s]\n"
                                + "    For further information visit https://errors.pydantic.dev/%s/v/string_type")
                        .formatted(name, shortened(Python.repr(value)), PythonOperators.type(value), PYDANTIC));
            }
        }
        if (!faults.isEmpty()) {
            throw new PythonError("%d validation error%s for UserAddress\n%s"
                    .formatted(faults.size(), faults.size() == 1 ? "" : "s", String.join("\n", faults)));
        }
        return Items.address(a, ADDRESS_FIELDS);
    }

    /** Cuts the middle out of a long value, counting bytes of UTF-8. */
    private static String shortened(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= SHOWN) {
            return text;
        }
        int head = SHOWN / 2;
        while (isInside(bytes, head)) {
            head--;
        }
        int tail = bytes.length - (SHOWN / 2 - 1);
        while (isInside(bytes, tail)) {
            tail++;
        }
        return new String(bytes, 0, head, StandardCharsets.UTF_8)
                + "..."
                + new String(bytes, tail, bytes.length - tail, StandardCharsets.UTF_8);
    }

    private static boolean isInside(byte[] utf8, int at) {
        return at < utf8.length && (utf8[at] & 0xc0) == 0x80;
    }
}
