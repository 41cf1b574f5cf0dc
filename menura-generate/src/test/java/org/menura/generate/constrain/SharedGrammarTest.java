package org.menura.generate.constrain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.menura.generate.TestData;
import org.menura.generate.constrain.grammar.Grammar;
import org.menura.generate.load.ModelTokenizer;

/** One grammar and one vocabulary, followed by several threads at once: each writes what it would have written alone. */
class SharedGrammarTest {
    private static final String LISTS = "root ::= \"[\" (item (\", \" item)*)? \"]\"\n"
            + "item ::= root | \"\\\"\" [^\"\\\\]{0,12} \"\\\"\" | [0-9]+ | \"true\"\n";

    private final Vocabulary vocabulary = new Vocabulary(
            ModelTokenizer.tokenizer(TestData.path("..").normalize().resolve("models/stories260K")), 1 << 16);

    private String write(Grammar grammar, int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        GrammarConstraint c = new GrammarConstraint(grammar, vocabulary);
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < 40 && !c.mayEnd(); i++) {
            TokenMask mask = c.allowed();
            int[] ids =
                    IntStream.range(0, vocabulary.size()).filter(mask::contains).toArray();
            int id = ids[random.nextInt(ids.length)];
            c.accept(id);
            out.append(id).append(' ');
        }
        return out.toString();
    }

    @Test
    void threadsDoNotDisturbEachOther() throws Exception {
        Grammar shared = Grammars.gbnf(LISTS);
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<String>> texts = new ArrayList<>();
            for (int seed = 0; seed < 40; seed++) {
                int s = seed;
                texts.add(threads.submit(() -> write(shared, s)));
            }
            for (int seed = 0; seed < 40; seed++) {
                assertEquals(write(Grammars.gbnf(LISTS), seed), texts.get(seed).get());
            }
        }
    }
}
