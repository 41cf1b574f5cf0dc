package org.menura.eval.model;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.json.Json;

/**
 * What holds for a model's prompts and answers, by the names of lm-evaluation-harness' model arguments.
 *
 * @param templateArguments variables of the chat template
 * @param thinkEnd text up to which answers are thoughts, which are no part of them; an id for the token; null for no thoughts
 * @param addBos whether texts begin with the token that begins a text; null for what the tokenizer adds
 * @param prefix the token before a text that is scored; null for that which begins a text
 */
public record Conventions(
        Map<String, @Nullable Object> templateArguments,
        @Nullable Object thinkEnd,
        @Nullable Boolean addBos,
        @Nullable Integer prefix) {
    private static final String THINKING = "enable_thinking";

    /** Returns those that the model's folder says. */
    public static Conventions own() {
        return new Conventions(Map.of(), null, null, null);
    }

    /**
     * Reads model arguments.
     *
     * @throws FormatException if one has a value that it can't have, or answers have thoughts without an end
     */
    public static Conventions of(Map<String, @Nullable Object> arguments) {
        Map<String, @Nullable Object> template = new HashMap<>();
        switch (arguments.get("chat_template_args")) {
            case null -> {}
            case Map<?, ?> map -> map.forEach((name, value) -> template.put(String.valueOf(name), value));
            case String text
            when text.startsWith("{") -> template.putAll(Json.members(Json.parse(text, "chat_template_args")));
            case Object other -> throw new FormatException("chat_template_args=%s is no object".formatted(other));
        }
        Object end = arguments.get("think_end_token");
        Boolean thinks = flag(arguments, THINKING);
        if (thinks != null) {
            template.put(THINKING, thinks);
        }
        if (Boolean.TRUE.equals(thinks) && end == null) {
            throw new FormatException("enable_thinking=True needs think_end_token, the text that ends thoughts");
        }
        return new Conventions(
                template,
                end instanceof Long id ? (Object) id.intValue() : end == null ? null : end.toString(),
                flag(arguments, "add_bos_token"),
                arguments.get("prefix_token_id") instanceof Object id ? (Integer) whole(id) : null);
    }

    private static @Nullable Boolean flag(Map<String, @Nullable Object> arguments, String name) {
        return switch (arguments.get(name)) {
            case null -> null;
            case Boolean value -> value;
            case Object other -> throw new FormatException("%s=%s is neither True nor False".formatted(name, other));
        };
    }

    private static int whole(Object id) {
        if (id instanceof Long number && number <= Integer.MAX_VALUE) {
            return number.intValue();
        }
        throw new FormatException("prefix_token_id=%s is no token".formatted(id));
    }

    boolean thinks() {
        return Boolean.TRUE.equals(templateArguments.get(THINKING));
    }
}
