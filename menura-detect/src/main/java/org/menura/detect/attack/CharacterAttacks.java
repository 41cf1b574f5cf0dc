package org.menura.detect.attack;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.menura.tensor.Rng;

/** Attacks on characters. */
final class CharacterAttacks {
    private static final String ZERO_WIDTH_SPACE = "\u200b";
    private static final Pattern NUMBER = Pattern.compile("\\d+(\\.\\d+)?");

    /** Cyrillic and Greek letters that look like Latin ones (Unicode TR 39, confusables). */
    private static final Map<Integer, String> ALIKE = Map.ofEntries(
            alike('a', "\u0430"),
            alike('c', "\u0441"),
            alike('e', "\u0435"),
            alike('i', "\u0456"),
            alike('o', "\u043e"),
            alike('p', "\u0440"),
            alike('x', "\u0445"),
            alike('y', "\u0443"),
            alike('A', "\u0410\u0391"),
            alike('B', "\u0412\u0392"),
            alike('C', "\u0421"),
            alike('E', "\u0415\u0395"),
            alike('H', "\u041d\u0397"),
            alike('I', "\u0406\u0399"),
            alike('K', "\u041a\u039a"),
            alike('M', "\u041c\u039c"),
            alike('N', "\u039d"),
            alike('O', "\u041e\u039f"),
            alike('P', "\u0420\u03a1"),
            alike('T', "\u0422\u03a4"),
            alike('X', "\u0425\u03a7"),
            alike('Z', "\u0396"));

    private CharacterAttacks() {}

    private static Map.Entry<Integer, String> alike(char letter, String others) {
        return Map.entry((int) letter, others);
    }

    /** Replaces letters by others that look alike. */
    static String homoglyphs(String text, double rate, Rng random) {
        int[] points = text.codePoints().toArray();
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < points.length; i++) {
            if (ALIKE.containsKey(points[i])) {
                places.add(i);
            }
        }
        boolean[] chosen = Picks.share(places.size(), rate, random);
        for (int i = 0; i < chosen.length; i++) {
            String others = ALIKE.getOrDefault(points[places.get(i)], "");
            if (chosen[i] && !others.isEmpty()) {
                points[places.get(i)] = others.charAt(random.nextInt(others.length()));
            }
        }
        return new String(points, 0, points.length);
    }

    /** Puts spaces without width behind characters. */
    static String zeroWidthSpaces(String text, double rate, Rng random) {
        int[] points = text.codePoints().toArray();
        boolean[] chosen = Picks.share(points.length, rate, random);
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < points.length; i++) {
            out.appendCodePoint(points[i]);
            if (chosen[i]) {
                out.append(ZERO_WIDTH_SPACE);
            }
        }
        return out.toString();
    }

    /** Replaces the digits of numbers by others. */
    static String numbers(String text, double rate, Rng random) {
        List<int[]> spans = new ArrayList<>();
        Matcher numbers = NUMBER.matcher(text);
        while (numbers.find()) {
            spans.add(new int[] {numbers.start(), numbers.end()});
        }
        boolean[] chosen = Picks.share(spans.size(), rate, random);
        StringBuilder out = new StringBuilder(text);
        for (int i = 0; i < chosen.length; i++) {
            for (int at = spans.get(i)[0]; chosen[i] && at < spans.get(i)[1]; at++) {
                if (out.charAt(at) != '.') {
                    out.setCharAt(at, (char) ('0' + random.nextInt(10)));
                }
            }
        }
        return out.toString();
    }
}
