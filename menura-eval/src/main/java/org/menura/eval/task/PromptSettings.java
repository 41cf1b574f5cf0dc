package org.menura.eval.task;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.chat.Message;

/**
 * How prompts are built.
 *
 * @param shots number of examples; null for what the task says
 * @param system an instruction that stands first; null for none
 * @param chat the chat template; null for prompts of plain text
 * @param multiturn whether examples are turns of their own in a chat
 * @param seed of the choice of examples
 * @param generation arguments of generation that win over those of the task
 */
public record PromptSettings(
        @Nullable Integer shots,
        @Nullable String system,
        @Nullable Chat chat,
        boolean multiturn,
        long seed,
        Map<String, @Nullable Object> generation) {
    /** The seed of the choice of examples where none is given. */
    public static final long DEFAULT_SEED = 1234;

    /** A chat template. */
    @FunctionalInterface
    public interface Chat {
        /**
         * Renders messages.
         *
         * @param addGenerationPrompt whether the beginning of an answer follows
         */
        String render(List<Message> messages, boolean addGenerationPrompt);
    }

    /** Returns the defaults: the task's own number of examples, plain text, lm-evaluation-harness' seed. */
    public static PromptSettings defaults() {
        return new PromptSettings(null, null, null, true, DEFAULT_SEED, Map.of());
    }
}
