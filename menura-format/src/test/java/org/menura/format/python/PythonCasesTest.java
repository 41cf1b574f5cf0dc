package org.menura.format.python;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.menura.format.FormatException;

/** What CPython 3.11 printed (cases.py) must be what we compute. */
class PythonCasesTest {
    private static JsonNode cases = new ObjectMapper().nullNode();

    @BeforeAll
    static void read() throws IOException {
        try (InputStream in = PythonCasesTest.class.getResourceAsStream("/python/cases.json")) {
            cases = new ObjectMapper().readTree(in);
        }
    }

    @Test
    void drawsWhatRandomDraws() {
        for (JsonNode c : cases.get("draws")) {
            PythonRandom random = new PythonRandom(new BigInteger(c.get("seed").asText()));
            String seed = "seed " + c.get("seed");
            c.get("random").forEach(r -> assertEquals(r.asText(), Python.repr(random.random()), seed));
            int[] bits = {1, 7, 31, 32, 33, 53, 63};
            for (int i = 0; i < bits.length; i++) {
                assertEquals(c.get("bits").get(i).asText(), "" + random.getrandbits(bits[i]), seed);
            }
            same(
                    c,
                    "randrange",
                    List.of(random.randrange(10), random.randrange(3, 900, 7), random.randrange(50, 3, -4)));
            same(c, "randint", times(5, () -> random.randint(1, 6)));
            same(c, "choice", times(5, () -> random.choice(List.of("a", "b", "c", "d", "e", "f", "g"))));
            List<Object> samples = new ArrayList<>();
            int[][] sizes = {{5, 5}, {21, 3}, {22, 3}, {85, 6}, {86, 6}, {1000, 30}, {5000, 2}};
            for (int[] size : sizes) {
                samples.add(random.sample(numbers(size[0]), size[1]));
            }
            same(c, "sample", samples);
            same(c, "choices", random.choices(numbers(100), 10));
            same(c, "weighted", random.choices(numbers(4), new double[] {1, 2.5, 0, 4}, 10));
            List<Long> shuffled = numbers(20);
            random.shuffle(shuffled);
            same(c, "shuffle", shuffled);
            assertEquals(c.get("uniform").asText(), Python.repr(random.uniform(-2, 5)), seed);
        }
        for (JsonNode c : cases.get("text_seeds")) {
            assertEquals(
                    c.get("random").asText(),
                    Python.repr(new PythonRandom(c.get("seed").asText()).random()));
        }
    }

    private static List<Long> numbers(int count) {
        List<Long> numbers = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            numbers.add(i);
        }
        return numbers;
    }

    private static List<Object> times(int count, java.util.function.Supplier<Object> draw) {
        List<Object> drawn = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            drawn.add(draw.get());
        }
        return drawn;
    }

    private static void same(JsonNode c, String field, @Nullable Object value) {
        String shown =
                c.has("text") ? " of " + c.get("text") + (c.has("pattern") ? " by " + c.get("pattern") : "") : "";
        assertEquals(Python.repr(Python.fromJson(c.get(field))), Python.repr(value), field + shown);
    }

    @Test
    void writesFloats() {
        for (JsonNode c : cases.get("floats")) {
            String hex = c.get(0).asText();
            double value = switch (hex) {
                case "inf" -> Double.POSITIVE_INFINITY;
                case "-inf" -> Double.NEGATIVE_INFINITY;
                case "nan" -> Double.NaN;
                default -> Double.parseDouble(hex);
            };
            assertEquals(c.get(1).asText(), Python.repr(value));
        }
    }

    @Test
    void writesValues() throws IOException {
        for (JsonNode c : cases.get("values")) {
            Object value =
                    Python.fromJson(new ObjectMapper().readTree(c.get("json").asText()));
            assertEquals(c.get("repr").asText(), Python.repr(value));
            assertEquals(c.get("ascii").asText(), Python.jsonDumps(value, true));
            if (!c.get("plain").isNull()) {
                assertEquals(c.get("plain").asText(), Python.jsonDumps(value, false));
            }
            assertEquals(c.get("indent").asText(), Python.jsonDumps(value, true, 2, false));
            assertEquals(c.get("sorted").asText(), Python.jsonDumps(value, true, 1, true));
        }
    }

    @Test
    void readsLiterals() {
        for (JsonNode c : cases.get("literals")) {
            String text = c.get(0).asText();
            if (c.get(1).isNull()) {
                assertThrows(FormatException.class, () -> Python.literalEval(text), text);
            } else {
                assertEquals(c.get(1).asText(), Python.repr(Python.literalEval(text)), text);
            }
        }
    }

    @Test
    void cutsTexts() {
        for (JsonNode c : cases.get("methods")) {
            String s = c.get("text").asText();
            same(c, "strip", PythonText.strip(s));
            same(c, "lstrip", PythonText.stripLeft(s));
            same(c, "rstrip", PythonText.stripRight(s));
            same(c, "stripped", PythonText.strip(s, " aH\u0085", true, true));
            same(c, "split", PythonText.split(s));
            same(c, "comma", PythonText.split(s, ",", -1));
            same(c, "splitlines", PythonText.lines(s, false));
            same(c, "lower", PythonCharacters.lower(s));
            same(c, "upper", PythonCharacters.upper(s));
            same(c, "title", PythonCharacters.title(s));
            same(c, "capitalize", PythonCharacters.capitalize(s));
            same(c, "swapcase", PythonCharacters.swapCase(s));
            same(c, "len", Python.len(s));
            same(c, "isalnum", PythonCharacters.all(s, PythonCharacters::isAlphanumeric));
            same(c, "isdigit", PythonCharacters.all(s, PythonCharacters::isDigit));
            same(c, "isnumeric", PythonCharacters.all(s, PythonCharacters::isNumeric));
            same(c, "isspace", PythonCharacters.all(s, PythonText::isSpace));
            same(c, "istitle", PythonCharacters.isTitle(s));
        }
        cases.get("lower")
                .properties()
                .forEach(e -> assertEquals(
                        e.getValue().asText(),
                        PythonCharacters.lower(Character.toString(Integer.parseInt(e.getKey(), 16)))));
    }

    @Test
    void matchesExpressions() {
        for (JsonNode c : cases.get("regex")) {
            String text = c.get("text").asText();
            PythonRegex regex = PythonRegex.compile(
                    c.get("pattern").asText(), c.get("flags").asInt());
            List<Object> found = new ArrayList<>();
            regex.found(text).forEach(f -> found.add(f instanceof PythonTuple t ? t.items() : f));
            same(c, "findall", found);
            PythonMatch search = regex.search(text);
            List<@Nullable Object> groups = new ArrayList<>();
            for (int i = 0; search != null && i <= search.groups(); i++) {
                groups.add(search.group(i));
            }
            same(c, "search", search == null ? null : groups);
            PythonMatch match = regex.match(text);
            same(c, "match", match == null ? null : match.group(0));
            same(c, "fullmatch", regex.fullMatch(text) != null);
            same(c, "sub", regex.sub("<\\g<0>>", text));
            same(c, "sub1", regex.sub("-", text, 1));
            same(c, "split", regex.split(text));
        }
    }

    @Test
    void refusesWhatPythonRefuses() {
        for (JsonNode bad : cases.get("bad")) {
            assertThrows(FormatException.class, () -> PythonRegex.compile(bad.asText()), bad.asText());
        }
        assertThrows(FormatException.class, () -> PythonRegex.compile("(a)?(?(1)b|c)"));
    }

    @Test
    void fillsTemplatesAndEscapes() {
        for (JsonNode c : cases.get("templates")) {
            PythonRegex regex = PythonRegex.compile(c.get("pattern").asText());
            same(c, "sub", regex.sub(c.get("template").asText(), c.get("text").asText()));
        }
        for (JsonNode c : cases.get("escape")) {
            assertEquals(c.get(1).asText(), PythonRegex.escape(c.get(0).asText()));
        }
        assertThrows(FormatException.class, () -> PythonRegex.compile("a").sub("\\1", "a"));
        assertThrows(FormatException.class, () -> PythonRegex.compile("a").sub("\\q", "a"));
    }

    @Test
    void longTextsNeedNoDeepStack() {
        String text = "ab".repeat(60_000);
        assertEquals(
                1,
                PythonRegex.compile("(?:a|b)*").findAll(text).stream()
                        .filter(m -> m.end() > m.start())
                        .count());
    }

    @Test
    @Tag("slow")
    void searchesThatTakeTooLongAreGivenUp() {
        PythonRegex regex = PythonRegex.compile("a*a*a*a*a*b");
        assertThrows(FormatException.class, () -> regex.search("a".repeat(3000)));
    }

    @Test
    void numpyDrawsAndSums() throws IOException {
        JsonNode numpy;
        try (InputStream in = PythonCasesTest.class.getResourceAsStream("/python/numpy.json")) {
            numpy = new ObjectMapper().readTree(in);
        }
        for (JsonNode c : numpy) {
            NumpyRandom random = new NumpyRandom(c.get("seed").asLong());
            same(c, "perm", boxed(random.permutation(17)));
            List<Object> drawn = times(5, () -> random.randint(0, 100));
            drawn.addAll(times(3, () -> random.randint(-5, 1L << 40)));
            drawn.add(random.randint(7, 8));
            same(c, "randint", drawn);
            c.get("rand").forEach(r -> assertEquals(r.asText(), Python.repr(random.random())));
            same(c, "choice", boxed(random.choice(30, 5, false)));
            same(c, "choice_r", boxed(random.choice(30, 5, true)));
            assertEquals(c.get("uniform").asText(), Python.repr(random.uniform(-1, 2)));
            int[] shuffled = {0, 1, 2, 3, 4, 5, 6, 7, 8};
            random.shuffle(shuffled);
            same(c, "shuffle", boxed(shuffled));
            double[] values = new double[c.get("values").size()];
            java.util.Arrays.setAll(
                    values, i -> Double.parseDouble(c.get("values").get(i).asText()));
            assertEquals(c.get("sum").asText(), Python.repr(Numpy.sum(values)));
            assertEquals(c.get("mean").asText(), Python.repr(Numpy.mean(java.util.Arrays.copyOf(values, 777))));
            assertEquals(c.get("std").asText(), Python.repr(Numpy.std(java.util.Arrays.copyOf(values, 300), 1)));
        }
        assertThrows(IllegalArgumentException.class, () -> new NumpyRandom(-1));
    }

    private static List<Object> boxed(int[] values) {
        List<Object> boxed = new ArrayList<>();
        for (int value : values) {
            boxed.add((long) value);
        }
        return boxed;
    }

    @Test
    void sumsPairwise() {
        double[] tenths = new double[1000];
        java.util.Arrays.fill(tenths, 0.1);
        assertEquals(99.9999999999986, Numpy.naiveSum(tenths));
        assertEquals(100.00000000000001, Numpy.sum(tenths), 2e-14);
    }
}
