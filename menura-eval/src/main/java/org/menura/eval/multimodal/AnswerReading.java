package org.menura.eval.multimodal;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.menura.format.python.PythonCharacters;
import org.menura.format.python.PythonRegex;
import org.menura.format.python.PythonText;

/** Reads what answers to questions about pictures say, as the evaluations of POPE, MME and MMMU do. */
public final class AnswerReading {
    private static final Set<String> NO = Set.of("No", "not", "no");
    private static final List<String> ENDS = List.of(",", ".", "!", "?", ";", ":", "'");
    private static final List<String> SIGNS =
            List.of("could be ", "so ", "is ", "thus ", "therefore ", "final ", "answer ", "result ");
    private static final PythonRegex PARTS = PythonRegex.compile("\\.\\s(?=[A-Z])|\\n");
    private static final List<PythonRegex> NUMBERS = List.of(
            PythonRegex.compile("-?\\b\\d{1,3}(?:,\\d{3})+\\b"),
            PythonRegex.compile("-?\\d+(?:\\.\\d+)?[eE][+-]?\\d+"),
            PythonRegex.compile("-?(?:\\d+\\.\\d+|\\.\\d+|\\d+\\b)(?![eE][+-]?\\d+)(?![,\\d])"));
    private static final PythonRegex FLOAT = PythonRegex.compile(
            "[+-]?(\\d+(_\\d+)*\\.?(\\d+(_\\d+)*)?|\\.\\d+(_\\d+)*)([eE][+-]?\\d+)?", PythonRegex.ASCII);

    private AnswerReading() {}

    /** Whether an answer says yes: POPE takes all for it that has no "no" and no "not" in its first sentence. */
    public static boolean saysYes(String answer) {
        String first = PythonText.split(answer, ".", 1).getFirst().replace(",", "");
        return PythonText.split(first, " ", -1).stream().noneMatch(NO::contains);
    }

    /** Returns yes, no or other, by the first four letters, as MME reads them. */
    public static String yesNo(String answer) {
        String low = PythonCharacters.lower(PythonText.strip(answer));
        String first = PythonText.slice(low, 0, Math.min(4, PythonText.length(low)));
        return first.contains("yes") ? "yes" : first.contains("no") ? "no" : "other";
    }

    /**
     * Reads the letter of a choice as MMMU does: the last one in brackets, else between blanks, else the choice whose text
     * comes last in an answer of more than five words.
     *
     * @return null where none can be read
     */
    public static @Nullable String letter(String answer, List<String> choices) {
        String text = answer;
        for (String end : ENDS) {
            text = PythonText.strip(text, end, true, true);
        }
        text = " " + text + " ";
        String found = last(text, choices, "(%s)");
        found = found == null ? last(text, choices, " %s ") : found;
        if (found == null && PythonText.split(text).size() > 5) {
            int best = -1;
            String low = PythonCharacters.lower(text);
            for (int i = 0; i < choices.size(); i++) {
                int at = low.lastIndexOf(PythonCharacters.lower(choices.get(i)));
                if (at > best) {
                    best = at;
                    found = letter(i);
                }
            }
        }
        return found;
    }

    /** Returns the letter of a choice. */
    public static String letter(int index) {
        return String.valueOf((char) ('A' + index));
    }

    private static @Nullable String last(String text, List<String> choices, String form) {
        int best = -1;
        String found = null;
        for (int i = 0; i < choices.size(); i++) {
            int at = text.lastIndexOf(form.formatted(letter(i)));
            if (at > best) {
                best = at;
                found = letter(i);
            }
        }
        return found;
    }

    /** Whether an open answer has one of the right ones among its words or numbers, as MMMU judges. */
    public static boolean says(String answer, List<String> right) {
        List<Object> gold = new ArrayList<>();
        right.forEach(one -> gold.addAll(normal(one)));
        for (Object said : said(answer)) {
            boolean hit = said instanceof String text
                    ? gold.stream().anyMatch(g -> g instanceof String one && text.contains(one))
                    : gold.contains(said);
            if (hit) {
                return true;
            }
        }
        return false;
    }

    /** The ends of sentences behind such signs as "the answer is", and all numbers in them. */
    static List<Object> said(String answer) {
        String response = PythonCharacters.lower(PythonText.strip(PythonText.strip(answer), ".", true, true));
        List<String> keys = new ArrayList<>();
        List<@Nullable String> parts = PARTS.split(response);
        for (int i = 0; i < parts.size(); i++) {
            List<String> signs = new ArrayList<>(SIGNS);
            if (i == parts.size() - 1) {
                signs.add("=");
            }
            String shortest = shortest(String.valueOf(parts.get(i)), signs);
            if (!shortest.isEmpty() && !ENDS.contains(shortest)) {
                keys.add(shortest);
            }
        }
        if (keys.isEmpty()) {
            keys.add(response);
        }
        List<String> all = new ArrayList<>(keys);
        for (String key : keys) {
            NUMBERS.forEach(number -> number.findAll(key).forEach(match -> all.add(match.text(0))));
        }
        List<Object> said = new ArrayList<>();
        all.forEach(one -> said.addAll(normal(one)));
        return said;
    }

    private static String shortest(String part, List<String> signs) {
        String shortest = "";
        for (String sign : signs) {
            int at = part.lastIndexOf(sign);
            if (at >= 0) {
                String rest = PythonText.strip(part.substring(at + sign.length()));
                boolean shorter = PythonText.length(rest) < PythonText.length(shortest);
                shortest = shortest.isEmpty() || shorter ? rest : shortest;
            }
        }
        return shortest;
    }

    /** A number with two decimals, or a text in small letters; one letter stands at an edge of a word. */
    static List<Object> normal(String text) {
        String plain = PythonText.strip(text);
        String digits = plain.replace(",", "");
        if (FLOAT.fullMatch(digits) != null) {
            double value = Double.parseDouble(digits.replace("_", ""));
            return List.of(Double.isInfinite(value) ? (Object) value : rounded(value));
        }
        String low = plain.toLowerCase(Locale.ROOT);
        return PythonText.length(low) == 1 ? List.of(" " + low, low + " ") : List.of(low);
    }

    private static Object rounded(double value) {
        return new BigDecimal(value).setScale(2, RoundingMode.HALF_EVEN).doubleValue();
    }
}
