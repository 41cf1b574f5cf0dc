package org.menura.detect.attack;

import org.menura.format.FormatException;
import org.menura.generate.GenerationOptions;
import org.menura.generate.LanguageModel;

/** Writes a text anew as it is told, for the attacks that need a model. */
@FunctionalInterface
public interface Rewriter {
    /** Writes a text anew. */
    String rewrite(String instruction, String text);

    /**
     * Makes a model that follows instructions a rewriter; it writes the likeliest answer.
     *
     * @throws FormatException if it has no chat template
     */
    static Rewriter of(LanguageModel model) {
        if (!model.loaded().text().hasChatTemplate()) {
            throw new FormatException(
                    "%s has no chat template, so it follows no instructions; name a model that was tuned to with --model"
                            .formatted(model.loaded().source().path()));
        }
        return (instruction, text) -> {
            int most = 64 + 2 * model.loaded().text().tokenizer().encode(text, false, false).length;
            return model.newChat(null, GenerationOptions.of(most).greedy())
                    .say(instruction + "\n\n" + text, _ -> {})
                    .text()
                    .strip();
        };
    }
}
