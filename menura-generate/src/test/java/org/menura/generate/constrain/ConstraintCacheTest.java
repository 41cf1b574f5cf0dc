package org.menura.generate.constrain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.menura.chat.tool.AnswerOptions;
import org.menura.chat.tool.ToolChoice;
import org.menura.format.json.Json;
import org.menura.generate.AnswerPlan;
import org.menura.generate.TestData;
import org.menura.generate.constrain.grammar.Grammar;
import org.menura.generate.constrain.grammar.GrammarContext;
import org.menura.generate.constrain.grammar.GrammarException;
import org.menura.generate.constrain.grammar.GrammarState;
import org.menura.generate.constrain.grammar.RxContext;
import org.menura.generate.load.ModelTokenizer;
import org.menura.model.load.ModelSource;

class ConstraintCacheTest {
    private final ModelTokenizer text =
            new ModelTokenizer(ModelSource.open(TestData.path("..").normalize().resolve("models/nano")));
    private final ConstraintCache cache = new ConstraintCache();

    private GrammarConstraint regex(String pattern) {
        return cache.get(pattern, () -> new GrammarConstraint(Grammars.regex(pattern), text.vocabulary()));
    }

    @Test
    void textsOfOneFormShareItsStatesAndEachBeginsAnew() {
        GrammarConstraint first = regex("(ab|cd)*");
        GrammarState start = first.state();
        first.accept("ab".getBytes(StandardCharsets.UTF_8));
        GrammarConstraint second = regex("(ab|cd)*");
        assertSame(start, second.state());
        assertNotSame(start, regex("(ab|ce)*").state());
    }

    @Test
    void aFormThatFailsIsNotKept() {
        assertThrows(
                GrammarException.class,
                () -> cache.get("form", () -> {
                    throw new GrammarException("no");
                }));
        GrammarConstraint whole =
                cache.get("form", () -> new GrammarConstraint(Grammars.regex("a"), text.vocabulary()));
        assertEquals("a", new String(whole.forced(), StandardCharsets.UTF_8));
    }

    @Test
    void aGrammarThatHasUsedPartOfItsBudgetIsCompiledAnew() {
        GrammarState start = small().state();
        GrammarConstraint used = small();
        assertSame(start, used.state());
        // Each length of the repetition is a state: these texts use more than an eighth of 2,000.
        used.accept("a".repeat(400).getBytes(StandardCharsets.UTF_8));
        assertNotSame(start, small().state());
    }

    private GrammarConstraint small() {
        return cache.get("small", () -> {
            GrammarContext context = new GrammarContext(new RxContext(2000), 2000);
            Grammar grammar = context.grammar(
                    context.terminal(context.rx().repeat(context.rx().literal("a"), 0, 1000)));
            return new GrammarConstraint(grammar, text.vocabulary());
        });
    }

    @Test
    void plansOfOneSchemaShareItsStatesButNotThoseOfAnotherOrder() {
        GrammarState one = plan("{\"a\": {\"type\": \"integer\"}, \"b\": {\"type\": \"integer\"}}");
        assertSame(one, plan("{\"a\": {\"type\": \"integer\"}, \"b\": {\"type\": \"integer\"}}"));
        assertNotSame(one, plan("{\"b\": {\"type\": \"integer\"}, \"a\": {\"type\": \"integer\"}}"));
    }

    private GrammarState plan(String properties) {
        String schema = "{\"type\": \"object\", \"properties\": %s}".formatted(properties);
        AnswerPlan plan = AnswerPlan.of(
                text, AnswerOptions.DEFAULT.withTools(List.of()), ToolChoice.NONE, false, Json.parse(schema, "schema"));
        return ((GrammarConstraint) Objects.requireNonNull(plan.constraint())).state();
    }
}
