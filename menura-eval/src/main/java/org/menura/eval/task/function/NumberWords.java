package org.menura.eval.task.function;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.menura.format.FormatException;
import org.menura.format.python.Python;
import org.menura.format.python.PythonCharacters;
import org.menura.format.python.PythonText;

/** Numbers in English words, as word2number 1.1 reads them. */
final class NumberWords {
    private static final Map<String, Long> WORDS = Map.ofEntries(
            Map.entry("zero", 0L),
            Map.entry("one", 1L),
            Map.entry("two", 2L),
            Map.entry("three", 3L),
            Map.entry("four", 4L),
            Map.entry("five", 5L),
            Map.entry("six", 6L),
            Map.entry("seven", 7L),
            Map.entry("eight", 8L),
            Map.entry("nine", 9L),
            Map.entry("ten", 10L),
            Map.entry("eleven", 11L),
            Map.entry("twelve", 12L),
            Map.entry("thirteen", 13L),
            Map.entry("fourteen", 14L),
            Map.entry("fifteen", 15L),
            Map.entry("sixteen", 16L),
            Map.entry("seventeen", 17L),
            Map.entry("eighteen", 18L),
            Map.entry("nineteen", 19L),
            Map.entry("twenty", 20L),
            Map.entry("thirty", 30L),
            Map.entry("forty", 40L),
            Map.entry("fifty", 50L),
            Map.entry("sixty", 60L),
            Map.entry("seventy", 70L),
            Map.entry("eighty", 80L),
            Map.entry("ninety", 90L),
            Map.entry("hundred", 100L),
            Map.entry("thousand", 1000L),
            Map.entry("million", 1_000_000L),
            Map.entry("billion", 1_000_000_000L));
    private static final List<String> SCALES = List.of("billion", "million", "thousand");
    private static final String POINT = "point";

    private NumberWords() {}

    /**
     * Reads a number and writes it in digits.
     *
     * @throws FormatException if the words are no number
     */
    static String parse(String text) {
        String plain = PythonCharacters.lower(text.replace('-', ' '));
        if (PythonCharacters.all(plain, PythonCharacters::isDecimal)) {
            return plain.replaceFirst("^0+(?=.)", "");
        }
        List<String> words = new ArrayList<>(PythonText.split(plain));
        words.removeIf(word -> !WORDS.containsKey(word) && !word.equals(POINT));
        if (words.isEmpty() || words.indexOf(POINT) != words.lastIndexOf(POINT)) {
            throw wrong(text);
        }
        int point = words.indexOf(POINT);
        List<String> whole = point < 0 ? words : words.subList(0, point);
        long sum = whole.isEmpty() ? 0 : whole(whole, text);
        List<String> decimals = point < 0 ? List.of() : words.subList(point + 1, words.size());
        return decimals.isEmpty() ? Long.toString(sum) : Python.repr(sum + decimals(decimals));
    }

    private static long whole(List<String> words, String text) {
        if (words.size() == 1) {
            return value(words.getFirst());
        }
        int last = -1;
        long sum = 0;
        for (String scale : SCALES) {
            int place = words.indexOf(scale);
            if (place != words.lastIndexOf(scale) || place >= 0 && place < last) {
                throw wrong(text);
            }
            if (place >= 0) {
                sum += formed(words.subList(last + 1, place), text) * value(scale);
                last = place;
            }
        }
        return last < words.size() - 1 ? sum + formed(words.subList(last + 1, words.size()), text) : sum;
    }

    private static long formed(List<String> words, String text) {
        if (words.isEmpty()) {
            throw wrong(text);
        }
        List<Long> numbers = words.stream().map(NumberWords::value).toList();
        return switch (numbers.size()) {
            case 4 -> numbers.get(0) * numbers.get(1) + numbers.get(2) + numbers.get(3);
            case 3 -> numbers.get(0) * numbers.get(1) + numbers.get(2);
            case 2 ->
                numbers.contains(value("hundred")) ? numbers.get(0) * numbers.get(1) : numbers.get(0) + numbers.get(1);
            default -> numbers.get(0);
        };
    }

    private static long value(String word) {
        Long value = WORDS.get(word);
        return value == null ? 0 : value;
    }

    private static double decimals(List<String> words) {
        StringBuilder digits = new StringBuilder("0.");
        for (String word : words) {
            long digit = value(word);
            if (digit > 9) {
                return 0;
            }
            digits.append(digit);
        }
        return Double.parseDouble(digits.toString());
    }

    private static FormatException wrong(String text) {
        return new FormatException("\"%s\" is no number in words".formatted(text));
    }
}
