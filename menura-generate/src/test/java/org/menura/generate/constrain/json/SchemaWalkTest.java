package org.menura.generate.constrain.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.menura.format.FormatException;
import org.menura.generate.constrain.grammar.Grammar;
import org.menura.generate.constrain.grammar.GrammarTooLargeException;

/** Random schemas: what is drawn from their grammars is valid, and other values are judged as another validator does. */
class SchemaWalkTest {
    private static final List<String> OTHERS = List.of(
            "null",
            "true",
            "false",
            "0",
            "1",
            "-1",
            "2.5",
            "3",
            "7.25",
            "100",
            "\"\"",
            "\"a\"",
            "\"b\"",
            "\"ab\"",
            "\"abc\"",
            "\"12\"",
            "\"c1\"",
            "[]",
            "[1]",
            "[1,1]",
            "[1,\"a\"]",
            "[\"a\",\"b\",null]",
            "[[],{}]",
            "[1,2,3,4]",
            "[true]",
            "{}",
            "{\"a\":1}",
            "{\"a\":\"a\"}",
            "{\"b\":null}",
            "{\"a\":1,\"b\":2}",
            "{\"b\":\"x\",\"a\":true}",
            "{\"c\":[],\"d\":{}}",
            "{\"ab\":\"ab\"}",
            "{\"a\":1,\"b\":2,\"c\":3}",
            "{\"a\":1,\"b\":2,\"c\":3,\"d\":4}",
            "{\"zz\":0}",
            "{\"a\":{\"a\":1}}",
            "{\"a\":[1],\"ab\":{}}");

    private static final Pattern EXPONENT = Pattern.compile("\\d[eE][+-]?\\d");

    @Test
    void judgesAsAnotherValidatorDoes() {
        run(0, 40);
    }

    @Test
    @Tag("slow")
    void judgesManyAsAnotherValidatorDoes() {
        run(1000, Integer.getInteger("schemas", 3000));
    }

    private static void run(int from, int count) {
        int compiled = 0;
        int drawn = 0;
        int tooLarge = 0;
        for (int seed = from; seed < from + count; seed++) {
            String text = new RandomSchemas(seed).root().toString();
            JsonSchema schema = JsonSchema.parse(text);
            Judge judge = new Judge(text);
            Grammar generating;
            Grammar checking;
            try {
                generating = schema.compile(SchemaOptions.DEFAULT);
                checking = schema.compile(SchemaOptions.CHECK);
            } catch (SchemaException e) {
                if (e.admitsNothing()) {
                    for (String other : OTHERS) {
                        assertTrue(!judge.valid(other), "%d: %s admits %s".formatted(seed, text, other));
                    }
                }
                continue;
            }
            compiled++;
            try {
                judgeOthers(seed, text, judge, checking);
                drawn += judgeDrawn(seed, text, judge, generating, checking);
            } catch (GrammarTooLargeException _) {
                tooLarge++; // an error of one request, but no frequent one
            }
        }
        assertTrue(tooLarge * 500 <= compiled, tooLarge + " of " + compiled + " too large");
        assertTrue(compiled > count / 2, compiled + " of " + count + " compiled");
        assertTrue(drawn > count, drawn + " drawn");
    }

    private static void judgeOthers(int seed, String text, Judge judge, Grammar checking) {
        for (String other : OTHERS) {
            assertEquals(
                    judge.valid(other), checking.check(other).accepted(), "%d: %s, %s".formatted(seed, text, other));
        }
    }

    private static int judgeDrawn(int seed, String text, Judge judge, Grammar generating, Grammar checking) {
        int drawn = 0;
        Random random = new Random(seed);
        for (int i = 0; i < 6; i++) {
            try {
                Optional<String> instance = Walk.draw(i < 3 ? generating : checking, random);
                // Others read exponents as doubles, which end at 1e308.
                if (instance.isPresent() && !EXPONENT.matcher(instance.get()).find()) {
                    drawn++;
                    String t = instance.get();
                    assertTrue(judge.valid(t), "%d: %s drew %s".formatted(seed, text, t));
                }
            } catch (GrammarTooLargeException e) {
                throw e;
            } catch (AssertionError | FormatException e) {
                throw new AssertionError("%d: %s: %s".formatted(seed, text, e.getMessage()), e);
            }
        }
        return drawn;
    }
}
