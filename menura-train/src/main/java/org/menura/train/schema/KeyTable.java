package org.menura.train.schema;

import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** The keys of a schema as a table in Markdown. */
public final class KeyTable {
    private static final String HEAD = """
            | key | value | default | meaning |
            |---|---|---|---|
            """;

    private KeyTable() {}

    /** Formats the keys of a section as a table. */
    public static String of(Section section) {
        StringBuilder out = new StringBuilder(HEAD);
        append(section, "", out);
        return out.toString();
    }

    private static void append(Section section, String path, StringBuilder out) {
        for (Key key : section.keys()) {
            String at = path + key.name();
            String meaning = key.only().isEmpty() ? key.doc() : key.doc() + " Only with " + words(key.only()) + ".";
            out.append("| `%s` | %s | %s | %s |\n"
                    .formatted(at, escaped(key.kind().words()), fallback(key), escaped(meaning)));
            switch (key.kind()) {
                case Kind.Part(Section inner) -> append(inner, at + ".", out);
                case Kind.Several(Kind.Part(Section inner)) -> append(inner, at + "[].", out);
                default -> {}
            }
        }
    }

    private static String fallback(Key key) {
        if (key.required()) {
            return "**needed**";
        }
        if (key.fallback() == null || key.kind() instanceof Kind.Part) {
            return "";
        }
        StringJoiner values = new StringJoiner(", ").add(shown(key.fallback()));
        for (Map.Entry<String, Object> e : key.fallbacks().entrySet()) {
            values.add(shown(e.getValue()) + " with " + e.getKey());
        }
        return values.toString();
    }

    private static String words(List<String> names) {
        return String.join(", ", names);
    }

    private static String shown(Object value) {
        return switch (value) {
            case String text -> "`\"" + text.replace("\n", "\\n") + "\"`";
            case List<?> list ->
                list.isEmpty()
                        ? "none"
                        : String.join(" ", list.stream().map(KeyTable::shown).toList());
            default -> "`" + value + "`";
        };
    }

    private static String escaped(String text) {
        return text.replace("|", "\\|").replace("*", "\\*").replace("<", "&lt;");
    }
}
