package org.menura.train.rl;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.NamedExtensions;

/** The rewards by name, as recipes list them: {@code NAME}, {@code NAME=ARGUMENT}, {@code NAME*WEIGHT}. */
public final class Rewards {
    private static final Pattern ENTRY =
            Pattern.compile("(?<name>[a-z-]+)(=(?<argument>.*?))?(\\*(?<weight>[0-9.]+))?");
    private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?");
    private static final int ANY_CASE =
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS;
    private static final Pattern ARTICLES = Pattern.compile("\\b(a|an|the)\\b", ANY_CASE);

    /** Those of this module. */
    private static final List<RewardType> ALL = List.of(
            RewardType.of(
                    "contains",
                    "share of the words in the record's field (default: words) that the answer contains",
                    name -> (fields, answer, _) -> contained(field(fields, name, "words"), answer)),
            RewardType.of(
                    "ends-with",
                    "1 if the answer ends with the text",
                    end -> (_, answer, _) -> bit(answer.stripTrailing().endsWith(end == null ? "." : end))),
            RewardType.of("complete", "1 if the answer ended by itself", _ -> (_, _, complete) -> bit(complete)),
            RewardType.of(
                    "number",
                    "1 if the last number of the answer is the last of the record's field (default: answer)",
                    name -> (fields, answer, _) -> bit(sameNumber(field(fields, name, "answer"), answer))),
            RewardType.of(
                    "equals",
                    "1 if the answer is the record's field (default: answer), blanks aside",
                    name -> (fields, answer, _) -> bit(String.valueOf(field(fields, name, "answer"))
                            .strip()
                            .equals(answer.strip()))),
            RewardType.of(
                    "same-words",
                    "1 if the answer says what the record's field (default: answer) or one of its list does, whatever the"
                            + " case, punctuation and articles",
                    name -> (fields, answer, _) -> bit(isSaid(field(fields, name, "answer"), answer))),
            RewardType.of(
                    "label",
                    "1 if of the words after = (a|b|c) the answer has that of the record's field label alone",
                    Rewards::label),
            RewardType.of("at-least", "1 if the answer has at least so many words, less in proportion", argument -> {
                int least = count("at-least", argument);
                return (_, answer, _) -> Math.min(1, words(answer) / (double) least);
            }),
            RewardType.of("at-most", "1 if the answer has at most so many words", argument -> {
                int most = count("at-most", argument);
                return (_, answer, _) -> bit(words(answer) <= most);
            }));

    private static final NamedExtensions<RewardType> TABLE =
            new NamedExtensions<>(RewardType.class, ALL, RewardType::name);

    private Rewards() {}

    /** Lists all rewards by name. */
    public static SortedMap<String, RewardType> all() {
        return Collections.unmodifiableSortedMap(new TreeMap<>(TABLE.byName()));
    }

    /**
     * Makes the weighted mean of rewards.
     *
     * @param entries such as {@code contains}, {@code ends-with=.*0.5}
     * @throws FormatException if one is not known
     */
    public static Reward of(List<String> entries) {
        if (entries.isEmpty()) {
            throw new FormatException("the recipe names no reward; there are " + String.join(", ", all().keySet()));
        }
        List<Reward> rewards = new ArrayList<>();
        List<Double> weights = new ArrayList<>();
        for (String entry : entries) {
            Matcher m = ENTRY.matcher(entry);
            RewardType type = m.matches() ? TABLE.byName().get(m.group("name")) : null;
            if (type == null) {
                throw new FormatException(
                        "\"%s\" is no reward; there are %s, each as NAME, NAME=ARGUMENT or NAME*WEIGHT"
                                .formatted(entry, String.join(", ", all().keySet())));
            }
            rewards.add(type.of(m.group("argument")));
            weights.add(m.group("weight") == null ? 1.0 : Double.parseDouble(m.group("weight")));
        }
        return new WeightedMean(rewards, weights);
    }

    private record WeightedMean(List<Reward> rewards, List<Double> weights) implements Reward {
        @Override
        public double of(Map<String, @Nullable Object> fields, String answer, boolean complete) {
            double sum = 0;
            double all = 0;
            for (int i = 0; i < rewards.size(); i++) {
                sum += weights.get(i) * rewards.get(i).of(fields, answer, complete);
                all += weights.get(i);
            }
            return sum / all;
        }
    }

    private static Reward label(@Nullable String argument) {
        if (argument == null) {
            throw new FormatException("the reward label needs the words to tell apart: label=red|green|blue");
        }
        List<String> labels = List.of(argument.split("\\|"));
        return (fields, answer, _) -> bit(
                labels.stream().filter(l -> says(answer, l)).toList().equals(List.of(field(fields, null, "label"))));
    }

    private static Object field(Map<String, Object> fields, @Nullable String argument, String usual) {
        String name = argument == null ? usual : argument;
        Object value = fields.get(name);
        if (value == null) {
            throw new FormatException(
                    "a reward needs the field \"%s\" of each record, which one lacks".formatted(name));
        }
        return value;
    }

    private static boolean isSaid(Object expected, String answer) {
        List<?> any = expected instanceof List<?> list ? list : List.of(expected);
        String said = normalised(answer);
        return any.stream().anyMatch(e -> normalised(e.toString()).equals(said));
    }

    /** As SQuAD compares answers (arXiv 1606.05250): lower case, without punctuation, articles and more than one blank. */
    private static String normalised(String text) {
        String plain = text.toLowerCase(Locale.ROOT).replaceAll("\\p{Punct}", "");
        return ARTICLES.matcher(plain).replaceAll(" ").strip().replaceAll("\\s+", " ");
    }

    private static boolean says(String answer, String word) {
        return Pattern.compile("\\b" + Pattern.quote(word) + "\\b", ANY_CASE)
                .matcher(answer)
                .find();
    }

    private static double contained(Object words, String answer) {
        List<?> wanted =
                words instanceof List<?> list ? list : List.of(words.toString().split("[ ,]+"));
        long there = wanted.stream()
                .filter(w -> Pattern.compile("\\b" + Pattern.quote(w.toString()), ANY_CASE)
                        .matcher(answer)
                        .find())
                .count();
        return wanted.isEmpty() ? 1 : there / (double) wanted.size();
    }

    private static boolean sameNumber(Object expected, String answer) {
        double said = lastNumber(answer);
        return said == lastNumber(expected.toString()); // no number equals none
    }

    /** The last number of a text, or NaN. */
    private static double lastNumber(String text) {
        Matcher m = NUMBER.matcher(text.replace(",", ""));
        double last = Double.NaN;
        while (m.find()) {
            last = Double.parseDouble(m.group());
        }
        return last;
    }

    private static int count(String name, @Nullable String argument) {
        if (argument == null || !argument.matches("[1-9]\\d{0,6}")) {
            throw new FormatException("the reward %s needs a number of words: %s=50".formatted(name, name));
        }
        return Integer.parseInt(argument);
    }

    private static int words(String text) {
        return text.isBlank() ? 0 : text.strip().split("\\s+").length;
    }

    private static double bit(boolean yes) {
        return yes ? 1 : 0;
    }
}
