package org.menura.data.tag;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
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

    /** Texts in which much occurs again, though nothing four times in a row, take no longer than others of their kind. */
    @Test
    @Timeout(20)
    void nothingTakesTheSquareOfTheLength() {
        Random random = new Random(8);
        StringBuilder words = new StringBuilder();
        while (words.length() < 200_000) {
            words.append(random.nextBoolean() ? "ab " : "ba ");
        }
        String fibonacci = "ab";
        for (String before = "a"; fibonacci.length() < 200_000; ) {
            String longer = fibonacci + before;
            before = fibonacci;
            fibonacci = longer;
        }
        String four = "part of a text ".repeat(4);
        int offset = words.length();
        List<Span> spans = Taggers.of("repetitions_v1")
                .tag(Document.of("d", words + "!" + four + "?" + fibonacci, "s"))
                .getOrDefault("repetition", List.of());

        assertTrue(spans.stream().anyMatch(s -> s.start() == offset + 1 && s.end() >= offset + four.length()));
        for (String text : List.of("@ ", ".@", ". @", "a@", "a.", "1.", " 123-")) {
            Taggers.of("pii_regex_with_counts_fast_v2").tag(Document.of("d", text.repeat(100_000), "s"));
        }
    }

    @Test
    void lengthsOfRepeatedPartsAreThoseOfTheExpression() {
        Random random = new Random(6);
        Pattern beginning = Pattern.compile("([^\\n]+?)(?:" + S + "?\\1){3,}");
        for (int i = 0; i < 800; i++) {
            String part = random(random, "ab \n", 9);
            String text = random(random, "ab \n", 12) + part + " " + part + part + part + random(random, "ab \n", 20);
            int[] lengths = new RepeatedParts(Characters.points(text), 0, text.length(), 3).lengths();
            for (int at = 0; at < text.length(); at++) {
                Matcher matcher = beginning.matcher(text).region(at, text.length());
                assertEquals(matcher.lookingAt() ? matcher.group(1).length() : 0, lengths[at], text + " at " + at);
            }
        }
    }
}
