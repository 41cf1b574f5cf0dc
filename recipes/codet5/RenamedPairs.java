package org.menura.recipes.codet5;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.menura.tensor.Rng;

/**
 * Tells pairs of Java and C# again and again, but for the first time with other names on both sides: {@code recipes/run
 * RenamedPairs PAIRS.jsonl OUT.jsonl TIMES}. What stays true under other names is that they are to be copied.
 *
 * <p>Names are made of words; a word that both sides of a pair have and few other pairs have becomes another such word, as
 * long as the pair lasts.
 */
final class RenamedPairs {
    private static final String USAGE = "usage: recipes/run RenamedPairs PAIRS.jsonl OUT.jsonl TIMES";

    /** Parts of a name: {@code getHTTPPort} has three. */
    private static final Pattern WORD = Pattern.compile("[A-Z]+(?![a-z])|[A-Z]?[a-z]+");

    /** Pairs that a word may stand in, of a hundred, to be taken for a name rather than for language or library. */
    private static final int RARE = 1;

    private final List<JsonNode> pairs;
    private final List<String> rare;
    private final Set<String> known;

    private RenamedPairs(List<JsonNode> pairs) {
        this.pairs = pairs;
        Map<String, Integer> found = new TreeMap<>();
        for (JsonNode pair : pairs) {
            for (String word : shared(pair)) {
                found.merge(word, 1, Integer::sum);
            }
        }
        int most = Math.max(1, pairs.size() * RARE / 100);
        found.values().removeIf(n -> n > most);
        this.rare = List.copyOf(found.keySet());
        this.known = Set.copyOf(rare);
    }

    public static void main(String[] args) throws IOException {
        if (args.length != 3) {
            System.err.println(USAGE);
            System.exit(2);
        }
        try {
            write(Path.of(args[0]), Path.of(args[1]), Integer.parseInt(args[2]));
        } catch (NumberFormatException e) {
            System.err.println("TIMES is a whole number; " + USAGE);
            System.exit(2);
        }
    }

    /**
     * Writes each pair {@code times}, the first time as it is.
     *
     * @throws IOException if a file can't be read or written
     */
    static void write(Path from, Path to, int times) throws IOException {
        RenamedPairs names = new RenamedPairs(CodeT5Data.lines(from));
        try (Writer out = Files.newBufferedWriter(to)) {
            for (int time = 0; time < times; time++) {
                for (int i = 0; i < names.pairs.size(); i++) {
                    JsonNode pair = names.pairs.get(i);
                    out.write((time == 0 ? pair : names.renamed(pair, new Rng(time, i))) + "\n");
                }
            }
        }
    }

    private JsonNode renamed(JsonNode pair, Rng rng) {
        Map<String, String> others = new HashMap<>();
        for (String word :
                shared(pair).stream().filter(known::contains).sorted().toList()) {
            others.put(word, rare.get(rng.nextInt(rare.size())));
        }
        return JsonNodeFactory.instance
                .objectNode()
                .put("java", renamed(pair.path("java").asText(), others))
                .put("cs", renamed(pair.path("cs").asText(), others));
    }

    private static String renamed(String code, Map<String, String> others) {
        return WORD.matcher(code).replaceAll(m -> {
            String word = m.group();
            String other = others.get(word.toLowerCase(Locale.ROOT));
            return other == null ? word : alike(word, other);
        });
    }

    /** Another word, written with capitals as a word is. */
    private static String alike(String word, String other) {
        if (word.length() > 1 && word.equals(word.toUpperCase(Locale.ROOT))) {
            return other.toUpperCase(Locale.ROOT);
        }
        return Character.isUpperCase(word.charAt(0))
                ? Character.toUpperCase(other.charAt(0)) + other.substring(1)
                : other;
    }

    /** The words of at least three letters that both sides have. */
    private static Set<String> shared(JsonNode pair) {
        Set<String> words = words(pair.path("java").asText());
        words.retainAll(words(pair.path("cs").asText()));
        return words;
    }

    private static Set<String> words(String code) {
        return WORD.matcher(code)
                .results()
                .map(MatchResult::group)
                .filter(word -> word.length() > 2)
                .map(word -> word.toLowerCase(Locale.ROOT))
                .collect(Collectors.toCollection(HashSet::new));
    }
}
