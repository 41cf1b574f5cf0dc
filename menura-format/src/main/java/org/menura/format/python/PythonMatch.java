package org.menura.format.python;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/** Holds what a regular expression matched: the whole as group 0, and its groups, which may have matched nothing. */
public final class PythonMatch {
    private final String text;
    private final int[] bounds;

    PythonMatch(String text, Matcher matcher) {
        this.text = text;
        this.bounds = new int[2 * (matcher.groupCount() + 1)];
        for (int i = 0; i <= matcher.groupCount(); i++) {
            bounds[2 * i] = matcher.start(i);
            bounds[2 * i + 1] = matcher.end(i);
        }
    }

    /** Returns the number of groups, the whole match not counted. */
    public int groups() {
        return bounds.length / 2 - 1;
    }

    /** Returns what a group matched; null if it took no part. */
    public @Nullable String group(int index) {
        return bounds[2 * index] < 0 ? null : text.substring(bounds[2 * index], bounds[2 * index + 1]);
    }

    /** Returns what a group matched, or an empty text if it took no part. */
    public String text(int index) {
        String group = group(index);
        return group == null ? "" : group;
    }

    /** Returns where the match begins, in {@code char}s. */
    public int start() {
        return bounds[0];
    }

    /** Returns where the match ends, in {@code char}s. */
    public int end() {
        return bounds[1];
    }

    /** Returns the match as {@code findall} lists it: the only group, or the tuple of groups, or the whole. */
    public Object found() {
        if (groups() <= 1) {
            return text(groups());
        }
        List<@Nullable Object> items = new ArrayList<>();
        for (int i = 1; i <= groups(); i++) {
            items.add(text(i));
        }
        return new PythonTuple(items);
    }
}
