package org.menura.generate.constrain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.menura.generate.constrain.grammar.Grammar;
import org.menura.generate.constrain.grammar.GrammarException;
import org.menura.generate.constrain.grammar.GrammarTooLargeException;
import org.menura.generate.constrain.grammar.Rx;
import org.menura.generate.constrain.grammar.RxContext;
import org.menura.generate.constrain.regex.Dialect;
import org.menura.generate.constrain.regex.Regex;
import org.menura.generate.constrain.regex.TextEncoding;

/** Random expressions on all short texts, beside Java's own backtracking matcher. */
@Tag("slow")
class RegexRandomTest {
    private static final List<String> TEXTS = texts();

    private static List<String> texts() {
        List<String> out = new ArrayList<>(List.of(""));
        for (int i = 0; out.size() < 1000; i++) {
            for (String c : List.of("a", "b", "é", " ")) {
                out.add(out.get(i) + c);
            }
        }
        return out;
    }

    @Test
    void wholeMatchesAreJavas() {
        SplittableRandom random = new SplittableRandom(7);
        int compiled = 0;
        for (int i = 0; i < 300; i++) {
            String pattern = expression(random, 4, true);
            Grammar grammar;
            try {
                grammar = Grammars.regex(pattern);
                grammar.start();
            } catch (GrammarException e) {
                assertTrue(
                        e instanceof GrammarTooLargeException || e.getMessage().contains("not supported"),
                        e.getMessage());
                continue;
            }
            compiled++;
            Pattern java = Pattern.compile(pattern);
            for (String text : TEXTS) {
                assertEquals(
                        java.matcher(text).matches(),
                        grammar.check(text).accepted(),
                        () -> pattern + " on '" + text + "'");
            }
        }
        assertTrue(compiled > 200, "compiled " + compiled);
    }

    @Test
    void searchesAreJavas() {
        SplittableRandom random = new SplittableRandom(8);
        for (int i = 0; i < 150; i++) {
            String pattern = expression(random, 3, true);
            RxContext context = new RxContext();
            Rx rx;
            try {
                rx = Regex.search(context, pattern, Dialect.ECMA, TextEncoding.UTF_8);
            } catch (GrammarException e) {
                continue;
            }
            Pattern java = Pattern.compile(pattern);
            for (String text : TEXTS) {
                assertEquals(
                        java.matcher(text).find(),
                        rx.matches(text.getBytes(StandardCharsets.UTF_8)),
                        () -> pattern + " in '" + text + "'");
            }
        }
    }

    private static String expression(SplittableRandom random, int depth, boolean around) {
        if (depth == 0) {
            return List.of("a", "b", "é", " ", ".", "[ab]", "[^a]", "\\w", "").get(random.nextInt(9));
        }
        String a = expression(random, depth - 1, around);
        String b = expression(random, depth - 1, around);
        return switch (random.nextInt(around ? 17 : 8)) {
            case 0, 1, 2, 3 -> a + b;
            case 4 -> "(?:" + a + "|" + b + ")";
            case 5 -> "(?:" + a + ")" + List.of("*", "+", "?", "*?").get(random.nextInt(4));
            case 6 -> "(" + a + ")" + b;
            case 7 ->
                List.of("a", "[ab]", "\\w", "(?:ab?)").get(random.nextInt(4))
                        + List.of("{2}", "{1,3}").get(random.nextInt(2));
            case 8 -> "(?=" + a + ")" + b;
            case 9 -> "(?!" + a + ")" + b;
            case 10 -> a + "(?<=[ab])" + b;
            case 11 -> a + "(?<!a)" + b;
            case 12 -> a + "\\b" + b;
            case 13 -> a + "\\B" + b;
            case 14 -> "^" + a + "$";
            case 15 -> "(?:" + a + "(?!" + b + ")[ab])*";
            default -> a + "(?=" + b + ")";
        };
    }
}
