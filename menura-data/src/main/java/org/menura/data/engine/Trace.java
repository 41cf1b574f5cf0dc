package org.menura.data.engine;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.menura.data.dolma.AttributesJson;
import org.menura.data.dolma.DocumentJson;
import org.menura.data.plan.Outcome;
import org.menura.data.plan.Row;

/**
 * What happened to rows that a stage dropped or changed, as JSON for {@code menura data show}. Records sort by identity,
 * then by stage.
 */
final class Trace {
    private static final int EXCERPT = 80;
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private Trace() {}

    /** What is said of any row. */
    private static ObjectNode of(Row row, Input input, long number, int stage, String name) {
        ObjectNode node = JSON.objectNode();
        node.put("row", row.id().hex())
                .put("id", row.document().id())
                .put("source", row.document().source());
        node.put("file", input.path()).put("number", number);
        return node.put("stage", stage + 1).put("name", name);
    }

    static byte[] dropped(Row row, Input input, long number, int stage, String name, Outcome.Drop drop) {
        ObjectNode node = of(row, input, number, stage, name);
        node.put("did", "dropped").put("reason", drop.reason());
        if (!drop.detail().isEmpty()) {
            node.put("detail", drop.detail());
        }
        if (!row.attributes().spans().isEmpty()) {
            node.set("attributes", AttributesJson.object(row.attributes()));
        }
        node.put("text", excerpt(row.text(), 0));
        return encoded(row, stage, node);
    }

    static byte[] changed(Row before, Row after, Input input, long number, int stage, String name) {
        ObjectNode node = of(before, input, number, stage, name);
        node.put("did", "changed");
        String was = before.text();
        String is = after.text();
        if (!was.equals(is)) {
            int at = 0;
            while (at < was.length() && at < is.length() && was.charAt(at) == is.charAt(at)) {
                at++;
            }
            ObjectNode text = node.putObject("text");
            text.put("code_points_before", was.codePointCount(0, was.length()));
            text.put("code_points_after", is.codePointCount(0, is.length()));
            text.put("first_difference", was.codePointCount(0, at));
            text.put("before", excerpt(was, at)).put("after", excerpt(is, at));
        }
        ObjectNode fields = JSON.objectNode();
        after.document().row().properties().forEach(field -> {
            boolean isText = field.getKey().equals("text");
            if (!isText && !field.getValue().equals(before.document().row().get(field.getKey()))) {
                fields.set(field.getKey(), field.getValue());
            }
        });
        if (!fields.isEmpty()) {
            node.set("fields", fields);
        }
        return encoded(before, stage, node);
    }

    private static byte[] encoded(Row row, int stage, ObjectNode node) {
        return new Bytes(256)
                .number(0, Entry.PARTITION)
                .raw(row.id().bytes())
                .number(stage, 2)
                .raw(DocumentJson.bytes(node))
                .done();
    }

    private static String excerpt(String text, int at) {
        int from = Math.max(0, at - EXCERPT / 4);
        int to = Math.min(text.length(), from + EXCERPT);
        if (from > 0 && Character.isLowSurrogate(text.charAt(from))) {
            from--;
        }
        if (to < text.length() && Character.isLowSurrogate(text.charAt(to))) {
            to--;
        }
        return (from > 0 ? "…" : "") + text.substring(from, to) + (to < text.length() ? "…" : "");
    }
}
