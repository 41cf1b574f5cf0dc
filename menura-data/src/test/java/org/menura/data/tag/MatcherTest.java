package org.menura.data.tag;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.menura.data.dolma.Document;
import org.menura.data.dolma.Span;
import org.menura.data.text.Characters;

/** What is matched by hand, in linear time, beside the expressions that say what is to be matched. */
class MatcherTest {
    private static final String S = "[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u2028\\u3000]";
    private static final Pattern EMAIL = Pattern.compile("[.\\t-\\r\\x1c-\\x20\\x85\\xa0\\u2028\\u3000@,?!;:)(]*"
            + "([^\\t-\\r\\x1c-\\x20\\x85\\xa0\\u2028\\u3000@]+@[^\\t-\\r\\x1c-\\x20\\x85\\xa0\\u2028\\u3000@,?!;:)(]+?)"
            + "[.\\t-\\r\\x1c-\\x20\\x85\\xa0\\u2028\\u3000@,?!;:)(]?" + S);
    private static final Pattern PHONE = Pattern.compile(S + "+\\(?([0-9]{3})\\)?[-\\. ]*([0-9]{3})[-. ]?([0-9]{4})");
    private static final String OCTET = "(?:25[0-5]|2[0-4][0-9]|[01]?[0-9][0-9]?)";
    private static final Pattern IP = Pattern.compile("(?:" + OCTET + "\\.){3}" + OCTET);
    private static final Pattern REPEATED = Pattern.compile("([^\\n]+?)(?:" + S + "?\\1){3,}");

    private static String random(Random random, String alphabet, int most) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(most);
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    private static List<String> expected(Pattern pattern, String text) {
        List<String> found = new ArrayList<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            found.add(matcher.start() + "-" + matcher.end());
        }
        return found;
    }

    @Test
    void addressesAndNumbersAreThoseOfTheExpressions() {
        Random random = new Random(2);
        for (int i = 0; i < 6000; i++) {
            String text = random(random, "ab@@.,( )\n\u3000", 14);
            List<String> found = new ArrayList<>();
            PiiMatcher.addresses(Characters.points(text), 0, text.length(), (start, end, group, sign, to) -> {
                found.add(start + "-" + end);
                assertEquals('@', text.charAt(sign));
            });
            assertEquals(expected(EMAIL, text), found, text);
        }
        for (int i = 0; i < 6000; i++) {
            String text = random(random, "0123  ()-.\n", 10) + "555 1234" + random(random, "0123  ()-.", 8);
            List<String> found = new ArrayList<>();
            PiiMatcher.phones(Characters.points(text), 0, text.length(), (start, end) -> found.add(start + "-" + end));
            assertEquals(expected(PHONE, text), found, text);
        }
        for (int i = 0; i < 6000; i++) {
            String text = random(random, "0125.", 24);
            List<String> found = new ArrayList<>();
            PiiMatcher.ips(Characters.points(text), 0, text.length(), (start, end) -> found.add(start + "-" + end));
            assertEquals(expected(IP, text), found, text);
        }
    }

    @Test
    void repetitionsAreThoseOfTheExpression() {
        Random random = new Random(4);
        Tagger tagger = Taggers.of("repetitions_v1");
        for (int i = 0; i < 1500; i++) {
            String part = random(random, "ab \n", 14);
            String text = random(random, "ab \n", 10)
                    + part
                    + (random.nextBoolean() ? " " : "")
                    + part
                    + (random.nextBoolean() ? "\n" : "")
                    + part
                    + part
                    + random(random, "ab \n", 30);
            List<String> found = new ArrayList<>();
            for (Span span : tagger.tag(Document.of("d", text, "s")).getOrDefault("repetition", List.of())) {
                found.add(span.start() + "-" + span.end());
            }
            assertEquals(expected(REPEATED, text), found, text);
        }
    }
}
