package org.menura.train.schema;

import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** The text listing of a schema's keys, each with its values, its default and its line of documentation. */
public final class Explanation {
    private Explanation() {}

    /** Formats the keys of a section. */
    public static String of(Section section) {
        StringBuilder out = new StringBuilder();
        append(section, "", out);
        return out.toString();
    }

    private static void append(Section section, String path, StringBuilder out) {
        for (Key key : section.keys()) {
            String at = path + key.name();
            out.append(at)
                    .append(": ")
                    .append(head(key))
                    .append("\n    ")
                    .append(key.doc())
                    .append('\n');
            switch (key.kind()) {
                case Kind.Part(Section inner) -> append(inner, at + ".", out);
                case Kind.Several(Kind.Part(Section inner)) -> append(inner, at + "[].", out);
                default -> {}
            }
        }
    }

    private static String head(Key key) {
        StringJoiner head = new StringJoiner("; ").add(key.kind().words());
        if (key.required()) {
            head.add("needed");
        } else if (key.fallback() == null) {
            head.add("may be left out");
        } else if (!(key.kind() instanceof Kind.Part)) {
            StringJoiner values = new StringJoiner(", ").add("default " + shown(key.fallback()));
            for (Map.Entry<String, Object> e : key.fallbacks().entrySet()) {
                values.add(e.getKey() + " " + shown(e.getValue()));
            }
            head.add(values.toString());
        }
        if (!key.only().isEmpty()) {
            head.add("only with " + String.join(", ", key.only()));
        }
        return head.toString();
    }

    private static String shown(Object value) {
        return switch (value) {
            case String text -> "'" + text.replace("\n", "\\n") + "'";
            case List<?> list -> list.stream().map(Explanation::shown).toList().toString();
            default -> value.toString();
        };
    }
}
