package org.menura.chat.tool;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.annotation.Extension;

/** The formats of answers of known families, and which one a chat template means. */
@Extension
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
        String family = Marks.family(template);
        AnswerFormat known = family == null ? null : Families.BY_NAME.get(family);
        AnswerFormat format = known == null ? RenderingProbe.format(template, variables) : known;
        return format.frames() == null ? withReasoning(format, template) : format;
    }

    /** Returns a format that reasons as its template has it: with the delimiters of its family, or the usual ones, or not. */
    private static AnswerFormat withReasoning(AnswerFormat format, String template) {
        ReasoningFormat own = format.reasoning();
        boolean usual = own.opens().contains("<think>");
        for (ReasoningFormat reasoning : List.of(own, Forms.THINK, Forms.BRACKETS)) {
            if (reasoning.opens().stream().anyMatch(template::contains)
                    || reasoning.closes().stream().anyMatch(template::contains)) {
                return new AnswerFormat(format.name(), reasoning, format.text(), format.calls(), format.frames());
            }
        }
        // templates put delimiters together at times
        ReasoningFormat left = (!usual || own.opens().size() > 1) && template.contains("reasoning_content")
                ? own
                : ReasoningFormat.NONE;
        return new AnswerFormat(format.name(), left, format.text(), format.calls(), format.frames());
    }
}
