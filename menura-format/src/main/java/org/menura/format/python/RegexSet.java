package org.menura.format.python;

/** Writes Python's classes of characters as Java's. */
final class RegexSet {
    private static final String WORD = "\\p{L}\\p{N}_";
    private static final String ASCII_WORD = "a-zA-Z0-9_";
    private static final String SPACE =
            "\\x{9}-\\x{d}\\x{1c}-\\x{20}\\x{85}\\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}";
    private static final String NO_SPACE = "\\x{0}-\\x{8}\\x{e}-\\x{1b}\\x{21}-\\x{84}\\x{86}-\\x{9f}\\x{a1}-\\x{167f}"
            + "\\x{1681}-\\x{1fff}\\x{200b}-\\x{2027}\\x{202a}-\\x{202e}\\x{2030}-\\x{205e}\\x{2060}-\\x{2fff}\\x{3001}-\\x{10ffff}";

    private final RegexCursor in;
    private final boolean ascii;
    private final boolean folds;
    private final StringBuilder items = new StringBuilder();
    private boolean nested;

    private RegexSet(RegexCursor in, boolean ascii, boolean folds) {
        this.in = in;
        this.ascii = ascii;
        this.folds = folds;
    }

    /** A character that stands for itself. */
    static String literal(int c) {
        boolean plain = c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
        return plain ? Character.toString(c) : "\\x{" + Integer.toHexString(c) + "}";
    }

    /** A category, such as that of {@code \w}, as an expression of its own. */
    static String category(int c, boolean ascii) {
        return c == 'W' && !ascii ? "[^" + WORD + "]" : "[" + inside(c, ascii) + "]";
    }

    /** Where a word begins or ends, or with {@code not}, where none does. */
    static String boundary(boolean ascii, boolean not) {
        String word = "[" + (ascii ? ASCII_WORD : WORD) + "]";
        String never = "(?!)\uD83D\uDE00";
        String after = "(?<=" + word + "|" + never + ")";
        String notAfter = "(?<!" + word + "|" + never + ")";
        String same = "(?:" + after + "(?=" + word + ")|" + notAfter + "(?!" + word + "))";
        String other = "(?:" + after + "(?!" + word + ")|" + notAfter + "(?=" + word + "))";
        // In an empty text there is neither, as CPython has it.
        return not ? "(?:(?!\\A\\z)" + same + ")" : other;
    }

    private static String inside(int c, boolean ascii) {
        return switch (c) {
            case 'd' -> ascii ? "0-9" : "\\p{Nd}";
            case 'D' -> ascii ? "\\x{0}-\\x{2f}\\x{3a}-\\x{10ffff}" : "\\P{Nd}";
            case 's' -> ascii ? "\\x{9}-\\x{d}\\x{20}" : SPACE;
            case 'S' -> ascii ? "\\x{0}-\\x{8}\\x{e}-\\x{1f}\\x{21}-\\x{10ffff}" : NO_SPACE;
            case 'w' -> ascii ? ASCII_WORD : WORD;
            default ->
                ascii ? "\\x{0}-\\x{2f}\\x{3a}-\\x{40}\\x{5b}-\\x{5e}\\x{60}\\x{7b}-\\x{10ffff}" : "[^" + WORD + "]";
        };
    }

    /** Reads a set whose bracket was read. */
    static String read(RegexCursor in, int flags) {
        boolean folds = (flags & PythonRegex.IGNORECASE) != 0;
        return new RegexSet(in, (flags & PythonRegex.ASCII) != 0, folds).read();
    }

    private String read() {
        boolean not = in.accept('^');
        for (boolean first = true; first || in.peek(0) != ']'; first = false) {
            item();
        }
        in.next();
        if (not && nested) {
            return "(?:(?![" + items + "])(?s:.))";
        }
        return (not ? "[^" : "[") + items + "]";
    }

    private void item() {
        int low = element();
        if (in.peek(0) != '-') {
            one(low);
            return;
        }
        in.next();
        if (in.peek(0) == ']') {
            one(low);
            one('-');
            return;
        }
        int high = element();
        if (low < 0 || high < 0 || high < low) {
            throw in.bad("a range in a set does not go from one character to a later one");
        }
        range(low, high);
        if (folds) {
            // Java does not try the other case of a range for letters such as the Kelvin sign.
            other(low, high, 'A', 'Z', 'a' - 'A');
            other(low, high, 'a', 'z', 'A' - 'a');
        }
    }

    private void range(int low, int high) {
        items.append(literal(low)).append('-').append(literal(high));
    }

    private void other(int low, int high, int first, int last, int distance) {
        int from = Math.max(low, first);
        int to = Math.min(high, last);
        if (from <= to) {
            range(from + distance, to + distance);
        }
    }

    /** A character; for a category, which is not a character, its letter below zero. */
    private int element() {
        int c = in.next();
        if (c != '\\') {
            return c;
        }
        int escape = in.next();
        return "dDsSwW".indexOf(escape) >= 0 ? -escape : in.escaped(escape, true);
    }

    private void one(int element) {
        if (element >= 0) {
            items.append(literal(element));
        } else {
            nested |= element == -'W' && !ascii;
            items.append(inside(-element, ascii));
        }
    }
}
