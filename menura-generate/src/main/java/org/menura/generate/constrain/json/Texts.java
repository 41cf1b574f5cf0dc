package org.menura.generate.constrain.json;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.generate.constrain.grammar.ByteSet;
import org.menura.generate.constrain.grammar.CodePoints;
import org.menura.generate.constrain.grammar.Rx;
import org.menura.generate.constrain.grammar.RxContext;

/**
 * Languages of JSON strings as they stand in a text, quotes included: every spelling of a character, plain or escaped
 * (RFC 8259, section 7). A language holds either all spellings of a string or none, so that complements are right.
 */
final class Texts {
    private static final String SHORT = "\"\\/\b\f\n\r\t";
    private static final String LETTERS = "\"\\/bfnrt";
    private static final CodePoints PLAIN =
            CodePoints.ALL.minus(CodePoints.range(0, 0x1F)).minus(CodePoints.of("\"\\"));

    private final RxContext rx;
    private final Map<CodePoints, Rx> characters = new HashMap<>();
    private final Map<String, Rx> literals = new HashMap<>();
    private final Map<String, Rx> patterns = new HashMap<>();
    private final Map<String, Rx> formats = new HashMap<>();
    private final Map<Rx, Rx> undecided = new HashMap<>();
    private final Rx quote;
    private final Rx any;
    private final Rx inner;

    Texts(RxContext rx) {
        this.rx = rx;
        this.quote = rx.literal("\"");
        this.inner = rx.star(character(CodePoints.ALL));
        this.any = rx.concat(quote, inner, quote);
    }

    RxContext rx() {
        return rx;
    }

    /** All strings. */
    Rx any() {
        return any;
    }

    Rx quote() {
        return quote;
    }

    /** What may stand between the quotes. */
    Rx inner() {
        return inner;
    }

    Rx not(Rx language) {
        return rx.minus(any, language);
    }

    /** Strings of so many code points; {@code max} below 0 is no bound. */
    Rx length(int min, int max) {
        if (max >= 0 && max < min) {
            return rx.nothing();
        }
        return rx.concat(quote, rx.repeat(character(CodePoints.ALL), min, max < 0 ? Rx.UNBOUNDED : max), quote);
    }

    /** One string in all its spellings. */
    Rx literal(String text) {
        return literals.computeIfAbsent(text, t -> {
            List<Rx> parts = new ArrayList<>();
            parts.add(quote);
            for (int i = 0; i < t.length(); ) {
                int c = t.codePointAt(i);
                parts.add(
                        Character.isBmpCodePoint(c) && Character.isSurrogate((char) c)
                                ? escaped(c, c)
                                : character(CodePoints.of(c)));
                i += Character.charCount(c);
            }
            parts.add(quote);
            return rx.concat(parts);
        });
    }

    /** One string as it is usually written: characters plain where they may be. */
    Rx canonical(String text) {
        return rx.literal(write(text));
    }

    /** Writes a string as {@link #canonical} reads it. */
    static String write(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int s = c == '/' ? -1 : SHORT.indexOf(c);
            if (s >= 0) {
                out.append('\\').append(LETTERS.charAt(s));
            } else if (c < 0x20 || Character.isSurrogate(c) && !paired(text, i)) {
                out.append("\\u%04x".formatted((int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }

    private static boolean paired(String text, int i) {
        char c = text.charAt(i);
        return Character.isHighSurrogate(c)
                ? i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))
                : i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
    }

    /** Strings in which a regular expression of ECMA-262 is found. */
    Rx pattern(String regex) {
        Rx known = patterns.get(regex);
        if (known == null) {
            known = new PatternLanguage(this).search(PatternParser.parse(regex));
            patterns.put(regex, known);
        }
        return known;
    }

    /** Strings that a regular expression matches as a whole. */
    Rx whole(String regex) {
        return pattern("^(?:" + regex + ")$");
    }

    /** Strings of a format; null where no automaton checks it. */
    @Nullable
    Rx format(String name) {
        Rx known = formats.get(name);
        if (known == null && StringFormats.has(name)) {
            known = StringFormats.compile(name, this);
            formats.put(name, known);
            undecided(known, StringFormats.undecided(name, this));
        }
        return known;
    }

    /** Says of which strings a language does not tell whether they belong to what it stands for. */
    void undecided(Rx language, Rx strings) {
        if (!strings.isEmpty()) {
            undecided.put(language, strings);
        }
    }

    /** Returns the strings of which a language does not tell whether they belong to what it stands for. */
    Rx undecided(Rx language) {
        return undecided.getOrDefault(language, rx.nothing());
    }

    /** One character of a set, in all its spellings. */
    Rx character(CodePoints set) {
        Rx known = characters.get(set);
        if (known == null) {
            known = spell(set);
            characters.put(set, known);
        }
        return known;
    }

    private Rx spell(CodePoints set) {
        List<Rx> ways = new ArrayList<>();
        ways.add(rx.codePoints(set.and(PLAIN)));
        ByteSet letters = ByteSet.NONE;
        for (int i = 0; i < SHORT.length(); i++) {
            if (set.contains(SHORT.charAt(i))) {
                letters = letters.or(ByteSet.of(LETTERS.charAt(i)));
            }
        }
        if (!letters.isEmpty()) {
            ways.add(rx.concat(rx.literal("\\"), rx.bytes(letters)));
        }
        int[] ranges = set.ranges();
        for (int i = 0; i < ranges.length; i += 2) {
            ways.add(escaped(ranges[i], ranges[i + 1]));
        }
        return rx.or(ways);
    }

    /** The escapes {@code \}{@code uXXXX} of a range of code points; a pair of surrogates beyond the first plane. */
    private Rx escaped(int low, int high) {
        List<Rx> ways = new ArrayList<>();
        Rx u = rx.literal("\\u");
        if (low <= 0xFFFF) {
            ways.add(rx.concat(u, hex(low, Math.min(high, 0xFFFF), 4)));
        }
        int a = Math.max(low, 0x10000);
        while (a <= high) {
            int lead = Character.highSurrogate(a);
            int lastOfLead = Character.toCodePoint((char) lead, '\uDFFF');
            boolean whole = Character.lowSurrogate(a) == '\uDC00';
            int b;
            int lastLead;
            if (whole && high >= lastOfLead) {
                lastLead = Character.highSurrogate(high);
                if (Character.lowSurrogate(high) != '\uDFFF') {
                    lastLead--;
                }
                b = Character.toCodePoint((char) lastLead, '\uDFFF');
            } else {
                lastLead = lead;
                b = Math.min(high, lastOfLead);
            }
            ways.add(rx.concat(
                    u, hex(lead, lastLead, 4), u, hex(Character.lowSurrogate(a), Character.lowSurrogate(b), 4)));
            a = b + 1;
        }
        return rx.or(ways);
    }

    /** The numbers of a range in so many hexadecimal digits, either case. */
    private Rx hex(int low, int high, int digits) {
        if (digits == 0) {
            return rx.epsilon();
        }
        int unit = 1 << 4 * (digits - 1);
        int first = low / unit;
        int last = high / unit;
        if (first == last) {
            return rx.concat(nibbles(first, last), hex(low % unit, high % unit, digits - 1));
        }
        List<Rx> ways = new ArrayList<>();
        if (low % unit != 0) {
            ways.add(rx.concat(nibbles(first, first), hex(low % unit, unit - 1, digits - 1)));
            first++;
        }
        boolean cut = high % unit != unit - 1;
        if (cut) {
            ways.add(rx.concat(nibbles(last, last), hex(0, high % unit, digits - 1)));
            last--;
        }
        if (first <= last) {
            ways.add(rx.concat(nibbles(first, last), rx.repeat(nibbles(0, 15), digits - 1, digits - 1)));
        }
        return rx.or(ways);
    }

    private Rx nibbles(int low, int high) {
        ByteSet set = ByteSet.NONE;
        for (int i = low; i <= high; i++) {
            String digit = Integer.toHexString(i);
            set = set.or(ByteSet.of(digit.charAt(0))).or(ByteSet.of(Character.toUpperCase(digit.charAt(0))));
        }
        return rx.bytes(set);
    }
}
