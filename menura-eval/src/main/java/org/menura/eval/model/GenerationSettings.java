package org.menura.eval.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How an answer is generated: a task's {@code generation_kwargs} as they stand in its file, in their order, and as
 * lm-evaluation-harness reads them.
 *
 * @param arguments YAML values by name
 */
public record GenerationSettings(Map<String, @Nullable Object> arguments) {
    /** Tokens that an answer may have where the task says nothing. */
    public static final int DEFAULT_MAX_TOKENS = 256;

    // Written out, since a compact constructor's parameters lose their null annotations in class files.
    public GenerationSettings(Map<String, @Nullable Object> arguments) {
        this.arguments = Collections.unmodifiableMap(new LinkedHashMap<>(arguments));
    }

    /** Returns the texts that end an answer, without empty ones; none where {@code until} is absent or null. */
    public List<String> until() {
        return switch (arguments.get("until")) {
            case String one -> one.isEmpty() ? List.of() : List.of(one);
            case List<?> some -> {
                List<String> texts = new ArrayList<>();
                some.forEach(text -> texts.add(String.valueOf(text)));
                texts.removeIf(String::isEmpty);
                yield List.copyOf(texts);
            }
            case null, default -> List.of();
        };
    }

    /** Returns the greatest number of tokens of an answer ({@code max_gen_toks} and its other names). */
    public int maxTokens() {
        for (String name : List.of("max_gen_toks", "max_new_tokens", "max_tokens", "max_completion_tokens")) {
            if (arguments.get(name) instanceof Number tokens) {
                return tokens.intValue();
            }
        }
        return DEFAULT_MAX_TOKENS;
    }

    /** Returns the temperature; 0, which is greedy, where the task gives none or {@code do_sample} is false. */
    public double temperature() {
        boolean greedy = Boolean.FALSE.equals(arguments.get("do_sample"));
        return !greedy && arguments.get("temperature") instanceof Number value ? value.doubleValue() : 0;
    }

    /** Returns whether tokens are drawn: {@code do_sample}, or a temperature above 0 where it is absent. */
    public boolean doSample() {
        return arguments.get("do_sample") instanceof Boolean drawn ? drawn : temperature() > 0;
    }
}
