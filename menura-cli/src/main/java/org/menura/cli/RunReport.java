package org.menura.cli;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.menura.generate.load.ModelTokenizer;
import org.menura.generate.sample.LogProbs;
import org.menura.generate.session.Generator;
import org.menura.generate.session.TokenSequence;

/**
 * What is said about a text that was generated.
 *
 * @param ids whether the text itself is still to be printed, as ids
 */
record RunReport(Console console, boolean ids) {
    void print(Generator.Result result, TokenSequence sequence, ModelTokenizer text) {
        // After Ctrl-C the flag is set still, and would break off the saving of a session.
        boolean _ = Thread.interrupted();
        console.line(ids ? joined(result.tokens()) : "");
        for (LogProbs at : result.logProbs()) {
            console.line(Stream.concat(Stream.of(at.chosen()), at.top().stream())
                    .map(e -> String.format(
                            Locale.ROOT, "%s %.4f", text.tokenizer().token(e.token()), e.logProb()))
                    .collect(Collectors.joining("  ")));
        }
        console.note(String.format(
                Locale.ROOT,
                "prompt: %d tokens, %.1f tokens/s; generated: %d tokens, %.1f tokens/s%s%s",
                result.promptTokens(),
                result.promptRate(),
                result.tokens().size(),
                result.tokenRate(),
                SpeculationOptions.report(sequence),
                result.reason() == Generator.Reason.CONTEXT ? "; the model's context is full" : ""));
    }

    static String joined(List<Integer> tokens) {
        return tokens.stream().map(String::valueOf).collect(Collectors.joining(" "));
    }
}
