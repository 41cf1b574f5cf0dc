package org.menura.verify.structured;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.menura.generate.constrain.grammar.Grammar;
import org.menura.generate.constrain.grammar.GrammarException;
import org.menura.generate.constrain.grammar.Verdict;
import org.menura.verify.Check;

/** The texts that a record says are accepted and rejected, against a grammar's verdicts. */
final class TextVerdicts {
    private TextVerdicts() {}

    static String name(JsonNode record, String group) {
        JsonNode name = record.path("name");
        return name.isTextual() ? group + " " + name.asText() : group;
    }

    /**
     * Checks a record's texts.
     *
     * @param mayRefuse whether it is right to refuse the grammar in a sentence
     */
    static Check check(JsonNode record, String name, boolean mayRefuse, Supplier<Grammar> compile) {
        List<String> wrong = new ArrayList<>();
        int texts = 0;
        try {
            Grammar grammar = compile.get();
            for (JsonNode text : record.path("accept")) {
                Verdict v = grammar.check(text.asText());
                texts++;
                if (!v.accepted()) {
                    wrong.add("%s is not accepted (%s)".formatted(text, words(v)));
                }
            }
            for (JsonNode text : record.path("reject")) {
                texts++;
                if (grammar.check(text.asText()).accepted()) {
                    wrong.add(text + " is accepted");
                }
            }
        } catch (GrammarException e) {
            return mayRefuse
                    ? new Check(name, 0, 0, 0, true, "refused: " + e.getMessage())
                    : Check.failed(name, String.valueOf(e.getMessage()));
        }
        return wrong.isEmpty()
                ? new Check(name, 0, 0, 0, true, texts + " texts")
                : Check.failed(name, "%d of %d texts: %s".formatted(wrong.size(), texts, String.join(", ", wrong)));
    }

    private static String words(Verdict v) {
        return switch (v) {
            case Verdict.Accepted a -> "accepted";
            case Verdict.Refused r -> "refused at byte " + r.at();
            case Verdict.Incomplete i -> "incomplete";
        };
    }
}
