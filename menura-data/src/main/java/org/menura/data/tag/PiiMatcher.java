package org.menura.data.tag;

import java.util.regex.Pattern;
import org.menura.data.text.Characters;

/**
 * Finds e-mail addresses, telephone numbers and IP addresses as Dolma's three expressions do, each in time linear in the
 * text.
 */
final class PiiMatcher {
    static final String EMAIL = "EMAIL_ADDRESS";
    static final String PHONE = "PHONE_NUMBER";
    static final String IP = "IP_ADDRESS";

    /** Takes a match. */
    @FunctionalInterface
    interface Matches {
        void found(int start, int end);
    }

    /** Takes a match of an address: where its first group begins, its at sign stands and the group ends. */
    @FunctionalInterface
    interface Addresses {
        void found(int start, int end, int group, int sign, int groupEnd);
    }

    private PiiMatcher() {}

    /** Whether it may stand around an address: {@code [.\s@,?!;:)(]}. */
    private static boolean surrounds(int c) {
        return c == '@' || c == '.' || ends(c) || Characters.isSpace(c);
    }

    /** Whether no domain goes on there, but for whitespace and at signs. */
    private static boolean ends(int c) {
        return c == ',' || c == '?' || c == '!' || c == ';' || c == ':' || c == ')' || c == '(';
    }

    private static boolean inName(int c) {
        return c != '@' && !Characters.isSpace(c);
    }

    /** Matches {@code [.\s@,?!;:)(]*([^\s@]+@[^\s@,?!;:)(]+?)[.\s@,?!;:)(]?[\s\n\r]}. */
    static void addresses(int[] points, int from, int to, Addresses out) {
        new AddressSearch(points, to, out).run(from);
    }

    /** A search from left to right that looks at each sign once. */
    private static final class AddressSearch {
        private final int[] points;
        private final int to;
        private final Addresses out;
        /** Where the characters of a name end that include the place that was looked at last. */
        private int nameEnd;

        private int triedSign = -1;
        private int triedDomain = -1;

        AddressSearch(int[] points, int to, Addresses out) {
            this.points = points;
            this.to = to;
            this.out = out;
        }

        void run(int from) {
            nameEnd = from;
            for (int start = from; start < to; ) {
                int before = start;
                while (before < to && surrounds(points[before])) {
                    before++;
                }
                int end = address(start, before);
                // What surrounds takes all that it can: from within it no other beginnings are reached.
                start = end >= 0 ? end : before + 1;
            }
        }

        /** Tries the beginnings of an address, the last first. Returns the end of the match, or -1. */
        private int address(int start, int before) {
            if (before >= nameEnd) {
                nameEnd = before;
                while (nameEnd < to && inName(points[nameEnd])) {
                    nameEnd++;
                }
            }
            int sign = nameEnd;
            for (int group = before; group >= start; group--) {
                if (group < to && !inName(points[group])) {
                    sign = group;
                }
                if (sign == group || sign == to || points[sign] != '@') {
                    continue;
                }
                if (sign != triedSign) {
                    triedSign = sign;
                    triedDomain = domain(points, sign + 1, to);
                }
                if (triedDomain >= 0) {
                    int domain = triedDomain;
                    boolean more =
                            domain + 1 < to && surrounds(points[domain]) && Characters.isSpace(points[domain + 1]);
                    out.found(start, domain + (more ? 2 : 1), group, sign, domain);
                    return domain + (more ? 2 : 1);
                }
            }
            return -1;
        }
    }

    /** Where a domain ends: before whitespace, or one mark and whitespace; -1 if something else ends it. */
    private static int domain(int[] points, int from, int to) {
        for (int i = from; i < to; i++) {
            int c = points[i];
            boolean more = i + 1 < to && surrounds(c) && Characters.isSpace(points[i + 1]);
            if (i > from && (more || Characters.isSpace(c))) {
                return i;
            }
            if (!inName(c) || ends(c)) {
                return -1;
            }
        }
        return -1;
    }

    /** Matches {@code \s+\(?(\d{3})\)?[-\. ]*(\d{3})[-. ]?(\d{4})}. */
    static void phones(int[] points, int from, int to, Matches out) {
        for (int i = from; i < to; ) {
            if (!Characters.isSpace(points[i])) {
                i++;
                continue;
            }
            int start = i;
            while (i < to && Characters.isSpace(points[i])) {
                i++;
            }
            int end = phone(points, i, to);
            if (end >= 0) {
                out.found(start, end);
                i = end;
            }
        }
    }

    private static int phone(int[] points, int from, int to) {
        int i = from < to && points[from] == '(' ? from + 1 : from;
        if (!digits(points, i, to, 3)) {
            return -1;
        }
        i += 3;
        i += i < to && points[i] == ')' ? 1 : 0;
        while (i < to && separates(points[i])) {
            i++;
        }
        if (!digits(points, i, to, 3)) {
            return -1;
        }
        i += 3;
        i += i < to && separates(points[i]) ? 1 : 0;
        return digits(points, i, to, 4) ? i + 4 : -1;
    }

    private static boolean separates(int c) {
        return c == '-' || c == '.' || c == ' ';
    }

    private static boolean digits(int[] points, int from, int to, int count) {
        if (from + count > to) {
            return false;
        }
        for (int i = from; i < from + count; i++) {
            if (!Characters.isDigit(points[i])) {
                return false;
            }
        }
        return true;
    }

    /** Matches four numbers to 255 with full stops between. */
    static void ips(int[] points, int from, int to, Matches out) {
        for (int i = from; i < to; ) {
            int end = isAscii(points[i]) ? ip(points, i, to) : -1;
            if (end >= 0) {
                out.found(i, end);
                i = end;
            } else {
                i++;
            }
        }
    }

    private static int ip(int[] points, int from, int to) {
        int i = from;
        for (int part = 0; part < 3; part++) {
            int end = i;
            while (end < to && end < i + 4 && isAscii(points[end])) {
                end++;
            }
            if (end == i || end == i + 4 || end == to || points[end] != '.' || end - i == 3 && !isOctet(points, i)) {
                return -1;
            }
            i = end + 1;
        }
        return last(points, i, to);
    }

    /** The last number, as far as it goes. */
    private static int last(int[] points, int i, int to) {
        if (i == to || !isAscii(points[i])) {
            return -1;
        }
        boolean second = i + 1 < to && isAscii(points[i + 1]);
        if (!second) {
            return i + 1;
        }
        boolean third = i + 2 < to && isAscii(points[i + 2]);
        return third && isOctet(points, i) ? i + 3 : i + 2;
    }

    /** Whether three digits are 0 to 255. */
    private static boolean isOctet(int[] points, int i) {
        return (points[i] - '0') * 100 + (points[i + 1] - '0') * 10 + points[i + 2] - '0' < 256;
    }

    private static boolean isAscii(int c) {
        return c >= '0' && c <= '9';
    }

    /**
     * Whether Dolma's expression for URLs matches. It begins with a backspace character, as the word boundary that was
     * meant is one in a Python string, so that it hardly ever does.
     */
    static boolean hasUrl(String text) {
        return text.indexOf('\b') >= 0 && Url.PATTERN.matcher(text).find();
    }

    private static final class Url {
        private static final String SPACE =
                "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
        static final Pattern PATTERN = Pattern.compile(
                ("\\x08(?:https?://|www\\p{Nd}{0,3}[.]|[a-z0-9.\\-]+[.][a-z]{2,4}/)"
                                + "(?:[^S()<>]+|\\((?:[^S()<>]+|\\([^S()<>]+\\))*\\))+"
                                + "(?:\\((?:[^S()<>]+|\\([^S()<>]+\\))*\\)|[^S`!()\\[\\]{};:'\".,<>?«»“”‘’])")
                        .replace("S", SPACE),
                Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    }
}
