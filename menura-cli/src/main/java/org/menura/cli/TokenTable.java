package org.menura.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.menura.format.tokenizer.TokenText;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.generate.sample.LogProbs;

/** Tokens with their log-probabilities, for people and in JSON. */
final class TokenTable {
    private TokenTable() {}

    /** Alternatives in one line. */
    static String joined(List<LogProbs.Entry> entries, Tokenizer tokenizer) {
        return entries.stream()
                .map(e -> String.format(Locale.ROOT, "%s %.4f", TokenText.quoted(tokenizer, e.token()), e.logProb()))
                .collect(Collectors.joining("  "));
    }

    /** Adds alternatives to a JSON array. */
    static void write(List<LogProbs.Entry> entries, Tokenizer tokenizer, ArrayNode to) {
        for (LogProbs.Entry e : entries) {
            to.addObject()
                    .put("id", e.token())
                    .put("token", TokenText.of(tokenizer, e.token()))
                    .put("log_prob", e.logProb());
        }
    }

    /** The table of a text that was generated. */
    static void print(List<LogProbs> tokens, Tokenizer tokenizer, Console console) {
        console.note("%10s  %-20s %s".formatted("log-prob", "token", "likeliest in its place"));
        for (LogProbs at : tokens) {
            console.note(String.format(
                            Locale.ROOT,
                            "%10.4f  %-20s %s",
                            at.chosen().logProb(),
                            TokenText.quoted(tokenizer, at.chosen().token()),
                            joined(at.top(), tokenizer))
                    .stripTrailing());
        }
    }
}
