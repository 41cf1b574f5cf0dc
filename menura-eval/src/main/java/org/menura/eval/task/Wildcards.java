package org.menura.eval.task;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Patterns of names as Python's {@code fnmatch} reads them. */
final class Wildcards {
    private Wildcards() {}

    static boolean matches(String pattern, String name) {
        StringBuilder regex = new StringBuilder();
        int i = 0;
        while (i < pattern.length()) {
            char c = pattern.charAt(i++);
            int end = c == '[' ? pattern.indexOf(']', i + (pattern.startsWith("!", i) ? 2 : 1)) : -1;
            if (c == '*') {
                regex.append(".*");
            } else if (c == '?') {
                regex.append('.');
            } else if (end >= 0) {
                String inside = pattern.substring(i, end).replace("\\", "\\\\").replace("[", "\\[");
                regex.append('[')
                        .append(inside.startsWith("!") ? "^" + inside.substring(1) : inside)
                        .append(']');
                i = end + 1;
            } else {
                regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        try {
            return Pattern.compile(regex.toString(), Pattern.DOTALL)
                    .matcher(name)
                    .matches();
        } catch (PatternSyntaxException e) {
            return false;
        }
    }
}
