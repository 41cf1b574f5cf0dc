package org.menura.chat.tool;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The formats of answers of known families, and which one a chat template means. */
public final class AnswerFormats {
    private AnswerFormats() {}

    /** Returns the names of the known families. */
    public static List<String> names() {
        return List.copyOf(Families.BY_NAME.keySet());
    }

    /** Returns the format of a family by its name; null if it is not known. */
    public static @Nullable AnswerFormat named(String name) {
        return Families.BY_NAME.get(name);
    }

    /**
     * Returns the format that a chat template means: that of a known family by what stands in the template, else one that is
     * read off its renderings of conversations with and without tool calls and reasoning.
     *
     * @param template its source
     * @param variables that templates are given, such as {@code bos_token}
     */
    public static AnswerFormat of(String template, Map<String, ?> variables) {
        throw new UnsupportedOperationException();
    }
}
