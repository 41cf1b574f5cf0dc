package org.menura.eval.task;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Patterns of names as Python's {@code fnmatch} reads them. */
final class Wildcards {
    private Wildcards() {}

    static boolean matches(String pattern, String name) {
        // What stands between two stars is taken where it comes first and never again elsewhere: many stars take no
        // longer.
        List<String> pieces = pieces(pattern);
        StringBuilder regex = new StringBuilder(pieces.getFirst());
        for (int i = 1; i < pieces.size(); i++) {
            String piece = pieces.get(i);
            regex.append(i < pieces.size() - 1 ? "(?>.*?" + piece + ")" : ".*" + piece);
        }
        try {
            return Pattern.compile(regex.toString(), Pattern.DOTALL)
                    .matcher(name)
                    .matches();
        } catch (PatternSyntaxException e) {
            return false;
        }
    }

    /** Translates the parts of a pattern between its stars into regular expressions. */
    private static List<String> pieces(String pattern) {
        List<String> pieces = new ArrayList<>();
        StringBuilder piece = new StringBuilder();
        int i = 0;
        while (i < pattern.length()) {
            char c = pattern.charAt(i++);
            int end = c == '[' ? pattern.indexOf(']', i + (pattern.startsWith("!", i) ? 2 : 1)) : -1;
            if (c == '*') {
                pieces.add(piece.toString());
                piece.setLength(0);
            } else if (c == '?') {
                piece.append('.');
            } else if (end >= 0) {
                String inside = pattern.substring(i, end).replace("\\", "\\\\").replace("[", "\\[");
                piece.append('[')
                        .append(inside.startsWith("!") ? "^" + inside.substring(1) : inside)
                        .append(']');
                i = end + 1;
            } else {
                piece.append(Pattern.quote(String.valueOf(c)));
            }
        }
        pieces.add(piece.toString());
        return pieces;
    }
}
